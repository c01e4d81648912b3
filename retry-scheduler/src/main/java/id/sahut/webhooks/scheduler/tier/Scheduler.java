package id.sahut.webhooks.scheduler.tier;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.kafka.OffsetTransactions;
import id.sahut.webhooks.common.kafka.StartingPoints;
import id.sahut.webhooks.common.ops.Heartbeat;
import id.sahut.webhooks.common.ops.LoopThread;
import id.sahut.webhooks.common.ops.StartException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.apache.kafka.common.errors.InterruptException;

/// The forward loop on its thread. Its methods are safe for any thread.
public final class Scheduler implements AutoCloseable {

    private static final int MAX_POLL_RECORDS = 2_000;

    /// How long the broker holds a fetch back: a partition that is resumed may have to wait that
    /// long, and what is in it is that much late.
    private static final Duration FETCH_WAIT = Duration.ofMillis(50);

    /// A turn of the loop takes milliseconds, and half a minute when Kafka does not say where to
    /// begin; while a transaction waits for Kafka, the heart beats.
    private static final Duration LONGEST_TURN = Duration.ofMinutes(5);

    private final ForwardLoop loop;
    private final Heartbeat heartbeat;
    private final LoopThread thread;

    private Scheduler(ForwardLoop loop, Heartbeat heartbeat, List<String> topics) {
        this.loop = loop;
        this.heartbeat = heartbeat;
        this.thread = LoopThread.of("forward-due", () -> loop.run(topics));
    }

    /// Starts to forward.
    ///
    /// @param fallbackInstance tells this process from others when it has no `sahut.instance-id`
    public static Scheduler start(
            Settings settings,
            KafkaClients kafka,
            String fallbackInstance,
            MeterRegistry registry,
            InstantSource clock,
            LongSupplier nanoTime) {
        var topics = settings.topics();
        String group = topics.prefix() + "retry-scheduler";
        var dueTimes = new DueTimes(topics, settings.tiers(), existingTopics(kafka));
        var consumer = kafka.groupConsumer(group, FETCH_WAIT, MAX_POLL_RECORDS);
        var heartbeat = new Heartbeat(nanoTime, LONGEST_TURN);
        var stopping = new AtomicBoolean();
        var transactions =
                new OffsetTransactions(
                        kafka, group, fallbackInstance, heartbeat::beat, stopping::get);
        var loop =
                new ForwardLoop(
                        consumer,
                        StartingPoints.of(consumer, kafka, group, nanoTime, registry),
                        transactions,
                        dueTimes,
                        topics.due(),
                        topics.expired(),
                        new SchedulerMeters(registry, dueTimes.tiers()),
                        clock,
                        nanoTime,
                        stopping,
                        heartbeat);
        var scheduler = new Scheduler(loop, heartbeat, dueTimes.topics());
        scheduler.thread.start();
        return scheduler;
    }

    private static Set<String> existingTopics(KafkaClients kafka) {
        try (var admin = kafka.admin()) {
            return admin.listTopics().names().get();
        } catch (ExecutionException e) {
            throw new StartException("the cluster's topics can't be listed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /// Empty while the loop turns.
    public Optional<String> liveness() {
        return heartbeat.problem();
    }

    /// Empty when it has joined its group.
    public Optional<String> readiness() {
        return loop.isAssigned() ? Optional.empty() : Optional.of("has not joined its group yet");
    }

    /// Completes, exceptionally, when the loop has failed.
    public CompletableFuture<Void> failure() {
        return thread.failure();
    }

    /// Ends after the transaction in hand and leaves the group; some 15 s later at the latest when
    /// Kafka is away. What it was about to forward is forwarded by the next.
    @Override
    public void close() {
        loop.stop();
        thread.join();
    }
}
