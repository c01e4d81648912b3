package id.sahut.webhooks.dispatcher;

import id.sahut.webhooks.common.config.SahutConfig;
import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.kafka.ClusterProbe;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.loop.GroupLoop;
import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.common.ops.Meters;
import id.sahut.webhooks.common.ops.RunningService;
import id.sahut.webhooks.common.time.Clocks;
import id.sahut.webhooks.common.topics.Rights;
import id.sahut.webhooks.common.topics.TopicCheck;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.common.topics.TopicPlan;
import id.sahut.webhooks.common.webhook.WebhookView;
import id.sahut.webhooks.dispatcher.attempt.AttemptLimits;
import id.sahut.webhooks.dispatcher.attempt.WebhookClient;
import id.sahut.webhooks.dispatcher.dispatch.Dispatcher;
import id.sahut.webhooks.dispatcher.names.Lookup;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The dispatcher, put together. Safe for any thread.
///
/// A process calls [JvmSettings#apply] before anything else when it is to run one.
public final class DispatcherService implements RunningService {

    private static final Logger log = LoggerFactory.getLogger(DispatcherService.class);

    private final ClusterProbe probe;
    private final WebhookView webhooks;
    private final WebhookClient client;
    private final GroupLoop dispatcher;
    private final CompletableFuture<Void> failure;

    private DispatcherService(
            ClusterProbe probe, WebhookView webhooks, WebhookClient client, GroupLoop dispatcher) {
        this.probe = probe;
        this.webhooks = webhooks;
        this.client = client;
        this.dispatcher = dispatcher;
        this.failure =
                CompletableFuture.anyOf(dispatcher.failure(), webhooks.failure(), client.failure())
                        .thenApply(_ -> null);
    }

    /// Waits for Kafka, reads all webhooks, then starts to dispatch.
    ///
    /// @throws id.sahut.webhooks.common.ops.StartException when a topic is missing or wrong
    /// @throws id.sahut.webhooks.common.config.BadSettingsException when no encryption key is
    ///   configured
    public static DispatcherService start(
            Settings settings, PrometheusMeterRegistry meters, Health health) {
        return start(settings, meters, health, Lookup.system());
    }

    /// @param lookup who resolves endpoints' names
    static DispatcherService start(
            Settings settings, PrometheusMeterRegistry meters, Health health, Lookup lookup) {
        var random = new SecureRandom();
        var secrets = settings.secretBox(random);
        var catalogue = settings.catalogue();
        var kafka = new KafkaClients(settings.kafka(), settings.sahut().instanceId(), meters);
        var probe = ClusterProbe.start(kafka, "dispatcher", meters, System::nanoTime);
        health.ready("kafka", probe::problem);
        try {
            TopicCheck.require(
                    kafka, TopicPlan.of(settings.topics(), settings.tiers()), rights(settings));
        } catch (RuntimeException e) {
            probe.close();
            throw e;
        }

        Meters.tellLimits(meters, limits(settings.sahut().dispatcher()));
        var webhooks =
                WebhookView.follow(
                        kafka,
                        settings.topics().webhooks(),
                        catalogue,
                        "dispatcher",
                        meters,
                        System::nanoTime);
        webhooks.caughtUp().join();
        log.info("knows {} webhooks", webhooks.size());
        var client =
                new WebhookClient(
                        AttemptLimits.defaults()
                                .withDeadline(settings.sahut().dispatcher().attemptTimeout()),
                        settings.addressRules(),
                        tls(),
                        lookup,
                        System::nanoTime,
                        meters);
        var dispatcher =
                Dispatcher.start(
                        settings,
                        kafka,
                        webhooks,
                        catalogue,
                        secrets,
                        settings.addressRules(),
                        client,
                        version(),
                        HexFormat.of().toHexDigits(random.nextLong()),
                        meters,
                        new Clocks(InstantSource.system(), System::nanoTime));
        health.live("dispatcher", dispatcher::liveness);
        health.live("dispatcher-webhooks", () -> alive(webhooks));
        health.ready("dispatcher-webhooks", webhooks::problem);
        health.ready("dispatcher", dispatcher::readiness);
        health.ready("dispatcher-topics", probe.watch(TopicCheck.ongoing(kafka, rights(settings))));
        return new DispatcherService(probe, webhooks, client, dispatcher);
    }

    private static Map<String, Number> limits(SahutConfig.Dispatcher config) {
        return Map.of(
                "sahut.dispatcher.max-in-flight",
                config.maxInFlight(),
                "sahut.dispatcher.max-in-flight-per-endpoint",
                config.maxInFlightPerEndpoint(),
                "sahut.dispatcher.max-queued",
                config.maxQueued(),
                "sahut.dispatcher.max-buffered-bytes",
                config.maxBufferedBytes());
    }

    @Override
    public CompletableFuture<Void> failure() {
        return failure;
    }

    /// Lets attempts in flight end, at most until their deadline.
    @Override
    public void close() {
        try (probe;
                webhooks;
                client) {
            dispatcher.close();
        }
        log.info("dispatcher stopped");
    }

    private static Rights rights(Settings settings) {
        TopicNames topics = settings.topics();
        var writes = new ArrayList<>(topics.delays(settings.tiers()));
        writes.addAll(List.of(topics.attempts(), topics.expired()));
        return new Rights(
                List.of(topics.deliveries(), topics.due(), topics.webhooks()),
                writes,
                List.of(topics.prefix() + "dispatcher"));
    }

    private static Optional<String> alive(WebhookView webhooks) {
        return webhooks.isAlive()
                ? Optional.empty()
                : Optional.of("no longer follows the webhooks");
    }

    private static SSLContext tls() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this JDK has no TLS", e);
        }
    }

    private static String version() {
        String version = DispatcherService.class.getPackage().getImplementationVersion();
        return version == null ? "dev" : version;
    }
}
