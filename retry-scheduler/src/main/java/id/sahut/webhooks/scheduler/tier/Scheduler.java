package id.sahut.webhooks.scheduler.tier;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.loop.GroupLoop;
import id.sahut.webhooks.common.loop.OffsetTransactions;
import id.sahut.webhooks.common.loop.StartingPoints;
import id.sahut.webhooks.common.loop.Stop;
import id.sahut.webhooks.common.ops.Heartbeat;
import id.sahut.webhooks.common.ops.StartException;
import id.sahut.webhooks.common.time.Clocks;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.InterruptException;

/// Puts the forward loop and its parts together. Stateless.
public final class Scheduler {

    private static final int MAX_POLL_RECORDS = 2_000;

    /// How long the broker holds a fetch back: a partition that is resumed may have to wait that
    /// long, and what is in it is that much late.
    private static final Duration FETCH_WAIT = Duration.ofMillis(50);

    /// A turn of the loop takes milliseconds, and half a minute when Kafka does not say where to
    /// begin; while a transaction waits for Kafka, the heart beats.
    private static final Duration LONGEST_TURN = Duration.ofMinutes(5);

    private Scheduler() {}

    /// Starts to forward.
    ///
    /// @param fallbackInstance tells this process from others when it has no `sahut.instance-id`
    public static GroupLoop start(
            Settings settings,
            KafkaClients kafka,
            String fallbackInstance,
            MeterRegistry registry,
            Clocks clocks) {
        var nanoTime = clocks.nanoTime();
        var topics = settings.topics();
        String group = topics.prefix() + "retry-scheduler";
        var dueTimes = new DueTimes(topics, settings.tiers(), existingTopics(kafka));
        var consumer = kafka.groupConsumer(group, FETCH_WAIT, MAX_POLL_RECORDS);
        var heartbeat = new Heartbeat(nanoTime, LONGEST_TURN);
        var stop = new Stop(nanoTime);
        var transactions =
                new OffsetTransactions(
                        kafka, group, fallbackInstance, heartbeat::beat, stop::isAsked);
        var loop =
                new ForwardLoop(
                        consumer,
                        transactions,
                        dueTimes,
                        topics,
                        new SchedulerMeters(registry, dueTimes.tiers()),
                        clocks);
        return new GroupLoop(
                        "forward-due",
                        new GroupLoop.Source(
                                consumer,
                                StartingPoints.of(consumer, kafka, group, nanoTime, registry),
                                dueTimes.topics()),
                        heartbeat,
                        stop,
                        loop)
                .start();
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
}
