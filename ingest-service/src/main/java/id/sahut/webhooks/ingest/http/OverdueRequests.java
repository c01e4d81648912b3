package id.sahut.webhooks.ingest.http;

import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.util.component.AbstractLifeCycle;
import org.eclipse.jetty.util.thread.Scheduler;

/// Hangs up on whoever takes too long over one request, from its first byte to its answer: an idle
/// timeout never ends a connection on which a byte comes now and then. Safe for any thread.
///
/// Time is counted in looks, which happen once per interval.
final class OverdueRequests extends AbstractLifeCycle implements Connection.Listener {

    private final Scheduler scheduler;
    private final Duration interval;
    private final int maxLooks;
    private final Counter cut;
    private final Map<Connection, Watch> watches = new ConcurrentHashMap<>();

    /// @param maxLooks how often a connection may be seen with the same request
    OverdueRequests(Scheduler scheduler, Duration interval, int maxLooks, Counter cut) {
        this.scheduler = scheduler;
        this.interval = interval;
        this.maxLooks = maxLooks;
        this.cut = cut;
    }

    @Override
    public void onOpened(Connection connection) {
        watches.put(connection, new Watch());
    }

    @Override
    public void onClosed(Connection connection) {
        watches.remove(connection);
    }

    @Override
    protected void doStart() throws Exception {
        super.doStart();
        lookLater();
    }

    private void lookLater() {
        var _ = scheduler.schedule(this::look, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        watches.forEach((connection, watch) -> {
            if (watch.isOverdue(connection)) {
                watches.remove(connection);
                cut.increment();
                connection.getEndPoint().close();
            }
        });
        if (isStarted() || isStarting()) {
            lookLater();
        }
    }

    /// What was last seen of a connection. Confined to one look at a time.
    private final class Watch {

        private long requests;
        private long answers;
        private long bytes;
        private int looks;

        boolean isOverdue(Connection connection) {
            boolean same =
                    requests == connection.getMessagesIn()
                            && answers == connection.getMessagesOut();
            requests = connection.getMessagesIn();
            answers = connection.getMessagesOut();
            boolean isIdle = requests == answers && bytes == connection.getBytesIn();
            if (!same || isIdle) {
                bytes = connection.getBytesIn();
                looks = 0;
                return false;
            }
            looks++;
            return looks >= maxLooks;
        }
    }
}
