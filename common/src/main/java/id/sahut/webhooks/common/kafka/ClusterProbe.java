package id.sahut.webhooks.common.kafka;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the cluster every few seconds whether it is there, and says so when that changes: in the
/// gauge `sahut_kafka_up`, and in one line of the log each time. Asks more of it for others, less
/// often. Safe for any thread; asks on a thread of its own.
public final class ClusterProbe implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(ClusterProbe.class);
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration SILENCE = Duration.ofSeconds(8);

    /// What others want to know changes seldom, and takes several questions.
    private static final Duration CHECK_EVERY = Duration.ofSeconds(10);

    private final String servers;
    private final Cluster cluster;
    private final LongSupplier nanoTime;
    private final ScheduledExecutorService timer;
    private volatile long lastAnswer;
    private volatile boolean hasAnswered;

    /// What the log was told last. Confined to the probe's thread.
    private boolean isUp = true;

    /// Whoever is asked.
    interface Cluster extends AutoCloseable {
        /// Returns when the cluster has answered.
        void ask() throws ExecutionException, InterruptedException;

        /// @return what is wrong
        default Optional<String> ask(Check check) throws ExecutionException, InterruptedException {
            return Optional.empty();
        }

        @Override
        default void close() {}
    }

    /// Something else that the cluster is asked.
    public interface Check {

        /// @return what is wrong, and what to do about it
        Optional<String> ask(Admin admin) throws ExecutionException, InterruptedException;
    }

    /// A real one. Safe for any thread.
    private record Asked(Admin admin) implements Cluster {
        @Override
        public void ask() throws ExecutionException, InterruptedException {
            admin.describeCluster().clusterId().get();
        }

        @Override
        public Optional<String> ask(Check check) throws ExecutionException, InterruptedException {
            return check.ask(admin);
        }

        @Override
        public void close() {
            admin.close(Duration.ofSeconds(1));
        }
    }

    ClusterProbe(String servers, Cluster cluster, LongSupplier nanoTime) {
        this.servers = servers;
        this.cluster = cluster;
        this.nanoTime = nanoTime;
        this.lastAnswer = nanoTime.getAsLong();
        this.timer =
                Executors.newSingleThreadScheduledExecutor(
                        Thread.ofPlatform().name("kafka-probe").daemon().factory());
    }

    /// @param service whose process this is, such as `ingest`
    /// @throws id.sahut.webhooks.common.ops.StartException when no client can be made
    public static ClusterProbe start(
            KafkaClients kafka, String service, MeterRegistry meters, LongSupplier nanoTime) {
        var probe =
                new ClusterProbe(
                        kafka.settings().bootstrapServers(), new Asked(kafka.admin()), nanoTime);
        probe.register(service, meters);
        var _ =
                probe.timer.scheduleWithFixedDelay(
                        probe::ask, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return probe;
    }

    void register(String service, MeterRegistry meters) {
        Gauge.builder("sahut.kafka.up", this, it -> it.problem().isEmpty() ? 1 : 0)
                .tag("service", service)
                .register(meters);
    }

    /// Has something else asked every 10 s, and says in the log when what is wrong changes. Wrong
    /// is what has been found twice: a broker that has just started may not know everything yet.
    ///
    /// @return what is wrong, as far as is known: what a cluster that is away said last
    public Supplier<Optional<String>> watch(Check check) {
        var found = new Found();
        var _ =
                timer.scheduleWithFixedDelay(
                        () -> ask(check, found),
                        CHECK_EVERY.toMillis(),
                        CHECK_EVERY.toMillis(),
                        TimeUnit.MILLISECONDS);
        return found::wrong;
    }

    /// What a check has come to. Written by the probe's thread.
    static final class Found {
        private Optional<String> last = Optional.empty();
        private volatile Optional<String> wrong = Optional.empty();

        Optional<String> wrong() {
            return wrong;
        }
    }

    /// Empty while the cluster answers.
    public Optional<String> problem() {
        if (!hasAnswered) {
            return waiting();
        }
        Duration silence = silence();
        return silence.compareTo(SILENCE) <= 0
                ? Optional.empty()
                : Optional.of("has not answered for %d s".formatted(silence.toSeconds()));
    }

    /// Empty from the cluster's first answer on, whatever comes.
    public Optional<String> waiting() {
        return hasAnswered
                ? Optional.empty()
                : Optional.of(
                        "waits for Kafka at %s, which has not answered yet, for %d s"
                                .formatted(servers, silence().toSeconds()));
    }

    @Override
    public void close() {
        timer.shutdownNow();
        cluster.close();
    }

    void ask() {
        try {
            cluster.ask();
            Duration silence = silence();
            lastAnswer = nanoTime.getAsLong();
            hasAnswered = true;
            if (!isUp) {
                isUp = true;
                log.info("Kafka at {} answers again, after {} s", servers, silence.toSeconds());
            }
        } catch (ExecutionException | RuntimeException e) { // else it would ask no more
            if (isUp && silence().compareTo(SILENCE) > 0) {
                isUp = false;
                log.warn(
                        "Kafka at {} has not answered for {} s; what needs it goes on once it is"
                                + " back: reason={}",
                        servers,
                        silence().toSeconds(),
                        e.toString());
            }
            log.debug("the cluster did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void ask(Check check, Found found) {
        try {
            Optional<String> now = cluster.ask(check);
            Optional<String> before = found.wrong;
            if (now.isEmpty() && before.isPresent()) {
                log.info("what was wrong is mended: {}", before.get());
            }
            if (now.isEmpty() || now.equals(found.last)) {
                found.wrong = now;
                if (now.isPresent() && !now.equals(before)) {
                    log.warn("{}; all goes on by itself afterwards", now.get());
                }
            }
            found.last = now;
        } catch (ExecutionException | RuntimeException e) { // else it would ask no more
            log.debug("the cluster did not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Duration silence() {
        return Duration.ofNanos(nanoTime.getAsLong() - lastAnswer);
    }
}
