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
import id.sahut.webhooks.common.ops.Meters;
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
import id.sahut.webhooks.ingest.dashboard.Dashboard;
import id.sahut.webhooks.ingest.events.Events;
import id.sahut.webhooks.ingest.fanout.FanOutLoop;
import id.sahut.webhooks.ingest.history.History;
import id.sahut.webhooks.ingest.history.HistorySettings;
import id.sahut.webhooks.ingest.http.HttpServer;
import id.sahut.webhooks.ingest.http.Origins;
import id.sahut.webhooks.ingest.limit.KeyLimits;
import id.sahut.webhooks.ingest.limit.WrongKeyLimits;
import id.sahut.webhooks.ingest.payload.Payloads;
import id.sahut.webhooks.ingest.pipeline.Pipeline;
import id.sahut.webhooks.ingest.recover.Recoveries;
import id.sahut.webhooks.ingest.redrive.Redrive;
import id.sahut.webhooks.ingest.registry.Webhooks;
import id.sahut.webhooks.ingest.write.PromptWriter;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/// The ingest service at work: the API and the fan-out, with the views they need. Safe for any
/// thread.
public final class IngestService implements RunningService {

    /// How long a request waits for Kafka to acknowledge what it changes. It may have waited 1.5 s
    /// for its turn before, and is to be answered within 5 s.
    private static final Duration WRITE_LIMIT = Duration.ofSeconds(3);

    private final Doors doors;
    private final HttpServer http;
    private final CompletableFuture<Void> failure;

    private IngestService(Doors doors, HttpServer http) {
        this.doors = doors;
        this.http = http;
        this.failure = doors.failure();
    }

    /// Starts everything. The API answers at once, and is ready once the views have caught up.
    ///
    /// @throws StartException when it can't start, with what to do about it
    public static IngestService start(
            Settings settings, PrometheusMeterRegistry meters, Health health) {
        var doors = new Doors(health);
        try {
            return new IngestService(doors, open(doors, settings, meters, health));
        } catch (RuntimeException | Error e) {
            doors.close();
            throw e;
        }
    }

    /// Opens one door after the other: the server's first, for health and metrics, and the API's
    /// last.
    private static HttpServer open(
            Doors doors, Settings settings, PrometheusMeterRegistry meters, Health health) {
        var sahut = settings.sahut();
        var topics = settings.topics();
        var random = new SecureRandom();
        var clock = Clock.systemUTC();
        SecretBox secrets = settings.secretBox(random);
        EventCatalogue catalogue = settings.catalogue();
        var isOpen = new AtomicBoolean();
        health.ready("api", () -> isOpen.get() ? Optional.empty() : Optional.of("is not open yet"));
        var keyLimits = new KeyLimits(perMinute(sahut.rateLimits()), System::nanoTime);
        var wrongKeyLimits = new WrongKeyLimits(sahut.rateLimits().wrongKeys(), System::nanoTime);
        var api = new JsonApi(catalogue, keyLimits, wrongKeyLimits, clock, meters);
        var dashboard =
                new Dashboard(
                        new Dashboard.Wiring(
                                catalogue,
                                keyLimits,
                                wrongKeyLimits,
                                secrets,
                                clock,
                                random,
                                meters));
        var http =
                doors.add(
                        "the HTTP server",
                        HttpServer.start(
                                sahut.http().host(),
                                sahut.http().port(),
                                new HttpServer.Wiring(
                                        List.of(api, dashboard),
                                        new Origins(settings.trustedProxies()),
                                        System::nanoTime,
                                        health,
                                        meters)));
        Meters.tellLimits(
                meters,
                Map.of(
                        "sahut.events.max-idempotency-keys",
                        sahut.events().maxIdempotencyKeys(),
                        "sahut.webhooks.max-per-workspace",
                        sahut.webhooks().maxPerWorkspace(),
                        "sahut.redrive.rate",
                        sahut.redrive().rate()));
        var kafka = new KafkaClients(settings.kafka(), sahut.instanceId(), meters);
        // Kafka being away later is no reason to route elsewhere: reads are answered from memory,
        // and changes with 503 and when to come back.
        var probe =
                doors.add(
                        "the cluster's probe",
                        ClusterProbe.start(kafka, "ingest", meters, System::nanoTime));
        health.ready("start", probe::waiting);
        TopicCheck.require(kafka, TopicPlan.of(topics, settings.tiers()), rights(topics));
        // What can be read is read all the same, so this is no reason to route elsewhere either.
        health.extra("topics", probe.watch(TopicCheck.ongoing(kafka, rights(topics))));

        var producer = doors.add("the producer", kafka.promptProducer(WRITE_LIMIT));
        var prompt = new PromptWriter(producer, WRITE_LIMIT, System::nanoTime);
        var view =
                doors.add(
                        "the view of the webhooks",
                        WebhookView.follow(
                                kafka,
                                topics.webhooks(),
                                catalogue,
                                "ingest",
                                meters,
                                System::nanoTime));
        doors.watch("webhooks", view::isAlive, view::problem);
        var webhooks =
                new Webhooks(
                        new Webhooks.Wiring(
                                topics,
                                view,
                                new ReadBackWriter(producer, view::hasRead),
                                prompt,
                                catalogue,
                                settings.addressRules(),
                                secrets,
                                sahut.webhooks().maxPerWorkspace(),
                                clock,
                                random));
        var keys =
                doors.add(
                        "the API keys",
                        KeyRing.open(
                                new KeyRing.Wiring(
                                        kafka.viewConsumer(),
                                        producer,
                                        topics.apiKeys(),
                                        sahut.apiKeys().maxPerWorkspace(),
                                        clock,
                                        System::nanoTime,
                                        random,
                                        meters)));
        doors.watch("api-keys", keys::isAlive, keys::problem);
        var reader = new EventReader(catalogue, sahut.events().maxBytes());
        var events =
                doors.add(
                        "the events",
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
                                        meters)));
        doors.watch("idempotency-keys", events::isAlive, events::problem);
        var fanOut =
                doors.add(
                        "the fan-out",
                        FanOutLoop.start(
                                new FanOutLoop.Wiring(
                                        kafka, topics, view, reader, clock, System::nanoTime),
                                health,
                                meters));
        List.of(fanOut.failure(), view.failure(), keys.failure(), events.failure())
                .forEach(doors::needs);
        Optional<History> history = history(doors, settings, kafka, prompt, clock, random, meters);
        health.extra("history", () -> history.flatMap(History::problem));
        var payloads =
                doors.add(
                        "the payloads",
                        Payloads.open(
                                new Payloads.Wiring(kafka, topics, System::nanoTime, meters)));
        var redrive =
                new Redrive(new Redrive.Wiring(topics, payloads, webhooks, prompt, clock, meters));
        Optional<Recoveries> recoveries =
                history.map(it ->
                        doors.add(
                                "the recoveries",
                                Recoveries.open(
                                        new Recoveries.Wiring(
                                                kafka,
                                                topics,
                                                it,
                                                webhooks,
                                                redrive,
                                                reader,
                                                prompt,
                                                new NewIds(clock, random),
                                                sahut.redrive().rate(),
                                                clock,
                                                System::nanoTime,
                                                meters))));
        health.extra("recoveries", () -> recoveries.flatMap(Recoveries::problem));
        api.open(new JsonApi.Rooms(keys, webhooks, events, history, payloads, redrive, recoveries));
        var pipeline =
                doors.add(
                        "the look at the pipeline",
                        Pipeline.open(
                                new Pipeline.Wiring(
                                        kafka, topics, settings.tiers(), clock, System::nanoTime)));
        dashboard.open(
                new Dashboard.Rooms(
                        keys, webhooks, history, payloads, redrive, recoveries, pipeline));
        doors.add("the API", http); // nobody is let in any more before the rooms close
        history.ifPresent(it -> doors.add("whoever waits for changes", it.changes()));
        isOpen.set(true);
        return http;
    }

    public int port() {
        return http.port();
    }

    @Override
    public CompletableFuture<Void> failure() {
        return failure;
    }

    @Override
    public void close() {
        doors.close();
    }

    /// On no delivery's way: whatever is wrong with it, everything else goes on.
    private static Optional<History> history(
            Doors doors,
            Settings settings,
            KafkaClients kafka,
            PromptWriter writer,
            Clock clock,
            SecureRandom random,
            PrometheusMeterRegistry meters) {
        var config = settings.sahut().history();
        if (!config.enabled()) {
            return Optional.empty();
        }
        return Optional.of(
                doors.add(
                        "the history",
                        History.open(
                                new History.Wiring(
                                        HistorySettings.of(config),
                                        kafka,
                                        settings.topics(),
                                        settings.tiers(),
                                        clock,
                                        System::nanoTime,
                                        random,
                                        writer,
                                        meters))));
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
}
