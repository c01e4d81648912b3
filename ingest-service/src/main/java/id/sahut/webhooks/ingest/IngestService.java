package id.sahut.webhooks.ingest;

import id.sahut.webhooks.common.config.SahutConfig;
import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventReader;
import id.sahut.webhooks.common.id.NewIds;
import id.sahut.webhooks.common.kafka.ClusterProbe;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.kafka.ReadBackWriter;
import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.common.ops.RunningService;
import id.sahut.webhooks.common.ops.StartException;
import id.sahut.webhooks.common.topics.Rights;
import id.sahut.webhooks.common.topics.TopicCheck;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.common.topics.TopicPlan;
import id.sahut.webhooks.common.webhook.SecretBox;
import id.sahut.webhooks.common.webhook.WebhookView;
import id.sahut.webhooks.ingest.api.JsonApi;
import id.sahut.webhooks.ingest.apikey.KeyRing;
import id.sahut.webhooks.ingest.apikey.Plan;
import id.sahut.webhooks.ingest.events.Events;
import id.sahut.webhooks.ingest.fanout.FanOutLoop;
import id.sahut.webhooks.ingest.http.HttpServer;
import id.sahut.webhooks.ingest.http.Origins;
import id.sahut.webhooks.ingest.limit.KeyLimits;
import id.sahut.webhooks.ingest.limit.WrongKeyLimits;
import id.sahut.webhooks.ingest.registry.Webhooks;
import id.sahut.webhooks.ingest.write.PromptWriter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ingest service at work: the API and the fan-out, with the views they need. Safe for any
/// thread.
public final class IngestService implements RunningService {

    private static final Logger log = LoggerFactory.getLogger(IngestService.class);

    /// How long a request waits for Kafka to acknowledge what it changes. It may have waited 1.5 s
    /// for its turn before, and is to be answered within 5 s.
    private static final Duration WRITE_LIMIT = Duration.ofSeconds(3);

    private final Deque<AutoCloseable> parts;
    private final HttpServer http;
    private final CompletableFuture<Void> failure;

    private IngestService(
            Deque<AutoCloseable> parts, HttpServer http, CompletableFuture<Void> failure) {
        this.parts = parts;
        this.http = http;
        this.failure = failure;
    }

    /// Starts everything. The API answers at once, and is ready once the views have caught up.
    ///
    /// @throws StartException when it can't start, with what to do about it
    public static IngestService start(
            Settings settings, PrometheusMeterRegistry meters, Health health) {
        var parts = new ArrayDeque<AutoCloseable>();
        try {
            return start(settings, meters, health, parts);
        } catch (RuntimeException | Error e) {
            closeAll(parts);
            throw e;
        }
    }

    /// @param parts takes everything that must be closed, the latest first
    private static IngestService start(
            Settings settings,
            PrometheusMeterRegistry meters,
            Health health,
            Deque<AutoCloseable> parts) {
        var sahut = settings.sahut();
        var topics = settings.topics();
        var random = new SecureRandom();
        var clock = Clock.systemUTC();
        SecretBox secrets = settings.secretBox(random);
        EventCatalogue catalogue = settings.catalogue();
        var isOpen = new AtomicBoolean();
        health.ready("api", () -> isOpen.get() ? Optional.empty() : Optional.of("is not open yet"));
        var api =
                new JsonApi(
                        catalogue,
                        new KeyLimits(perMinute(sahut.rateLimits()), System::nanoTime),
                        new WrongKeyLimits(sahut.rateLimits().wrongKeys(), System::nanoTime),
                        clock,
                        meters);
        var http =
                opened(
                        HttpServer.start(
                                sahut.http().host(),
                                sahut.http().port(),
                                new HttpServer.Wiring(
                                        List.of(api),
                                        new Origins(settings.trustedProxies()),
                                        System::nanoTime,
                                        health,
                                        meters)),
                        parts);
        var kafka = new KafkaClients(settings.kafka(), sahut.instanceId());
        // Kafka being away later is no reason to route elsewhere: reads are answered from memory,
        // and changes with 503 and when to come back.
        var probe = opened(ClusterProbe.start(kafka, "ingest", meters, System::nanoTime), parts);
        health.ready("start", probe::waiting);
        TopicCheck.require(kafka, TopicPlan.of(topics, settings.tiers()), rights(topics));

        var producer = opened(kafka.promptProducer(WRITE_LIMIT), parts);
        var prompt = new PromptWriter(producer, WRITE_LIMIT, System::nanoTime);
        var webhooks =
                opened(
                        WebhookView.follow(
                                kafka,
                                topics.webhooks(),
                                catalogue,
                                "ingest",
                                meters,
                                System::nanoTime),
                        parts);
        watch(health, "webhooks", webhooks::isAlive, webhooks::problem);
        var keys =
                opened(
                        KeyRing.open(
                                new KeyRing.Wiring(
                                        kafka.viewConsumer(),
                                        producer,
                                        topics.apiKeys(),
                                        sahut.apiKeys().maxPerWorkspace(),
                                        clock,
                                        System::nanoTime,
                                        random,
                                        meters)),
                        parts);
        watch(health, "api-keys", keys::isAlive, keys::problem);

        var reader = new EventReader(catalogue, sahut.events().maxBytes());
        var events =
                opened(
                        Events.open(
                                new Events.Wiring(
                                        kafka,
                                        topics,
                                        prompt,
                                        reader,
                                        sahut.events().maxIdempotencyKeys(),
                                        new NewIds(clock, random),
                                        clock,
                                        System::nanoTime,
                                        meters)),
                        parts);
        watch(health, "idempotency-keys", events::isAlive, events::problem);

        var fanOut =
                opened(
                        FanOutLoop.start(
                                new FanOutLoop.Wiring(
                                        kafka, topics, webhooks, reader, clock, System::nanoTime),
                                health,
                                meters),
                        parts);
        api.open(
                new JsonApi.Rooms(
                        keys,
                        new Webhooks(
                                new Webhooks.Wiring(
                                        topics,
                                        webhooks,
                                        new ReadBackWriter(producer, webhooks::hasRead),
                                        prompt,
                                        catalogue,
                                        settings.addressRules(),
                                        secrets,
                                        sahut.webhooks().maxPerWorkspace(),
                                        clock,
                                        random)),
                        events));
        parts.remove(http);
        parts.addFirst(http); // the first to open, and the first to close
        isOpen.set(true);
        return new IngestService(
                parts,
                http,
                firstOf(fanOut.failure(), webhooks.failure(), keys.failure(), events.failure()));
    }

    public int port() {
        return http.port();
    }

    @Override
    public CompletableFuture<Void> failure() {
        return failure;
    }

    @Override
    public synchronized void close() {
        closeAll(parts);
    }

    private static Rights rights(TopicNames topics) {
        List<String> ours = List.of(topics.webhooks(), topics.apiKeys(), topics.idempotencyKeys());
        var reads = new ArrayList<>(ours);
        reads.add(topics.events());
        var writes = new ArrayList<>(ours);
        writes.addAll(List.of(topics.events(), topics.deliveries(), topics.eventsRejected()));
        return new Rights(reads, writes, List.of(topics.prefix() + "fan-out"));
    }

    private static Map<Plan, Integer> perMinute(SahutConfig.RateLimits limits) {
        return Map.of(
                Plan.STARTER, limits.starter(),
                Plan.PRO, limits.pro(),
                Plan.BUSINESS, limits.business());
    }

    private static void watch(
            Health health,
            String name,
            Supplier<Boolean> isAlive,
            Supplier<Optional<String>> problem) {
        health.live(
                name,
                () -> isAlive.get() ? Optional.empty() : Optional.of("is no longer followed"));
        health.ready(name, problem);
    }

    private static <T extends AutoCloseable> T opened(T part, Deque<AutoCloseable> parts) {
        parts.addFirst(part);
        return part;
    }

    /// Completes as soon as one of them has failed; none of them ever completes otherwise.
    private static CompletableFuture<Void> firstOf(CompletableFuture<?>... failures) {
        return CompletableFuture.anyOf(failures).thenAccept(_ -> {});
    }

    /// Closes all of them, also when one can't be.
    private static void closeAll(Deque<AutoCloseable> parts) {
        for (AutoCloseable part = parts.pollFirst(); part != null; part = parts.pollFirst()) {
            try {
                part.close();
            } catch (Exception e) {
                log.error("a part of the service could not be closed in good order", e);
            }
        }
    }
}
