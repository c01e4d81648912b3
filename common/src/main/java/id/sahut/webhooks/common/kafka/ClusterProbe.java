package id.sahut.webhooks.common.kafka;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the cluster every few seconds whether it is there. Safe for any thread; asks on a thread of
/// its own.
public final class ClusterProbe implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ClusterProbe.class);
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration SILENCE = Duration.ofSeconds(8);

    private final Admin admin;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService timer;
    private volatile long lastAnswer;

    private ClusterProbe(Admin admin, LongSupplier nanoTime) {
        this.admin = admin;
        this.nanoTime = nanoTime;
        this.lastAnswer = nanoTime.getAsLong();
        this.timer =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("kafka-probe").daemon().factory());
    }

    public static ClusterProbe start(Admin admin, LongSupplier nanoTime) {
        var probe = new ClusterProbe(admin, nanoTime);
        var _ =
                probe.timer.scheduleWithFixedDelay(
                        probe::ask, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return probe;
    }

    /// Empty while the cluster answers.
    public Optional<String> problem() {
        Duration silence = Duration.ofNanos(nanoTime.getAsLong() - lastAnswer);
        return silence.compareTo(SILENCE) <= 0
                ? Optional.empty()
                : Optional.of("has not answered for %d s".formatted(silence.toSeconds()));
    }

    @Override
    public void close() {
        timer.shutdownNow();
        admin.close(Duration.ofSeconds(1));
    }

    private void ask() {
        try {
            admin.describeCluster().clusterId().get();
            lastAnswer = nanoTime.getAsLong();
        } catch (ExecutionException e) {
            log.debug("the cluster did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
