package id.sahut.webhooks.scheduler;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.kafka.ClusterProbe;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.loop.GroupLoop;
import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.common.ops.RunningService;
import id.sahut.webhooks.common.time.Clocks;
import id.sahut.webhooks.common.topics.Rights;
import id.sahut.webhooks.common.topics.TopicCheck;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.common.topics.TopicPlan;
import id.sahut.webhooks.scheduler.tier.Scheduler;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The retry scheduler, put together. Safe for any thread.
public final class SchedulerService implements RunningService {

    private static final Logger log = LoggerFactory.getLogger(SchedulerService.class);

    private final ClusterProbe probe;
    private final GroupLoop scheduler;

    private SchedulerService(ClusterProbe probe, GroupLoop scheduler) {
        this.probe = probe;
        this.scheduler = scheduler;
    }

    /// Waits for Kafka, then starts to forward.
    ///
    /// @throws id.sahut.webhooks.common.ops.StartException when a topic is missing or wrong
    public static SchedulerService start(
            Settings settings, PrometheusMeterRegistry meters, Health health) {
        var kafka = new KafkaClients(settings.kafka(), settings.sahut().instanceId(), meters);
        var probe = ClusterProbe.start(kafka, "scheduler", meters, System::nanoTime);
        health.ready("kafka", probe::problem);
        try {
            TopicCheck.require(
                    kafka, TopicPlan.of(settings.topics(), settings.tiers()), rights(settings));
        } catch (RuntimeException e) {
            probe.close();
            throw e;
        }
        var scheduler =
                Scheduler.start(
                        settings,
                        kafka,
                        HexFormat.of().toHexDigits(new SecureRandom().nextLong()),
                        meters,
                        new Clocks(InstantSource.system(), System::nanoTime));
        health.live("scheduler", scheduler::liveness);
        health.ready("scheduler", scheduler::readiness);
        health.ready("scheduler-topics", probe.watch(TopicCheck.ongoing(kafka, rights(settings))));
        return new SchedulerService(probe, scheduler);
    }

    private static Rights rights(Settings settings) {
        TopicNames topics = settings.topics();
        return new Rights(
                topics.delays(settings.tiers()),
                List.of(topics.due(), topics.expired()),
                List.of(topics.prefix() + "retry-scheduler"));
    }

    @Override
    public CompletableFuture<Void> failure() {
        return scheduler.failure();
    }

    @Override
    public void close() {
        try (probe) {
            scheduler.close();
        }
        log.info("scheduler stopped");
    }
}
