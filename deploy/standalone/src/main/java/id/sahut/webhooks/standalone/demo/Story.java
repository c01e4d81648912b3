package id.sahut.webhooks.standalone.demo;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.NewIds;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.time.DurationText;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.ingest.apikey.ApiKeys;
import id.sahut.webhooks.standalone.command.CommandFailure;
import id.sahut.webhooks.standalone.command.Console;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;

/// What the demo does, step by step, and how it tells it. Confined to one thread.
final class Story {

    private static final Duration PUBLISH = Duration.ofSeconds(10);

    /// How much longer than the retry delays it may take until it counts as not arrived.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Endpoint SHAKY =
            new Endpoint(
                    "/shaky",
                    List.of(new EventType("contact.created")),
                    2,
                    "contact.created only; answers 500 twice, then 200");

    private static final Endpoint CHAT =
            new Endpoint(
                    "/chat", List.of(new EventType("message.created")), 0, "message.created only");

    private static final Endpoint CRM =
            new Endpoint("/crm", EventCatalogue.builtIn().types(), 0, "every type of event");

    private static final List<Endpoint> ENDPOINTS = List.of(CRM, CHAT, SHAKY);

    private final Console console;
    private final Wiring wiring;
    private final boolean keep;

    /// Of the workspace that was left as it is.
    private Optional<String> keptKey = Optional.empty();

    /// What it works with.
    record Wiring(
            KafkaClients kafka,
            TopicNames topics,
            ApiKeys keys,
            URI api,
            InstantSource clock,
            RandomGenerator random,
            LongSupplier nanoTime) {}

    /// @param keep whether to leave what was made, when all has arrived as it should
    Story(Console console, Wiring wiring, boolean keep) {
        this.console = console;
        this.wiring = wiring;
        this.keep = keep;
    }

    /// @return whether all arrived as it should
    boolean tell() throws InterruptedException {
        List<Duration> delays = Delays.of(wiring.kafka, wiring.topics);
        if (delays.size() < SHAKY.failures()) {
            throw new CommandFailure(
                    "the demo needs at least two retry delays, this cluster has %d"
                            .formatted(delays.size()));
        }
        Scoreboard board = act(delays);
        boolean good = summary(board);
        if (keptKey.isEmpty()) {
            say("The demo's webhooks and key are deleted again.");
        } else {
            say(
                    "The demo's webhooks are kept; their receiver ends with the demo. To look at them,");
            say("open %s and sign in with the key".formatted(wiring.api.resolve("/")));
            say(keptKey.get());
        }
        return good;
    }

    private Scoreboard act(List<Duration> delays) throws InterruptedException {
        var id = new WorkspaceId(WorkspaceId.PREFIX + suffix());
        try (var receiver = Receiver.start(ENDPOINTS, wiring.nanoTime);
                var workspace = DemoWorkspace.open(id, wiring.keys, wiring.api, wiring.nanoTime)) {
            Runtime.getRuntime() // for Ctrl-C
                    .addShutdownHook(
                            Thread.ofPlatform().name("clean-up").unstarted(workspace::close));
            register(id, receiver, workspace);
            publish(id, receiver);
            Scoreboard board = watch(receiver, delays);
            if (keep && board.isComplete()) {
                keptKey = Optional.of(workspace.keep());
            }
            return board;
        }
    }

    private void register(WorkspaceId id, Receiver receiver, DemoWorkspace workspace)
            throws InterruptedException {
        title("A customer registers webhooks");
        say("workspace  %s, a fresh one".formatted(id));
        say("API key    %s, made in Kafka, known to the API".formatted(workspace.keyHint()));
        for (Endpoint endpoint : ENDPOINTS) {
            var registered = workspace.register(receiver.url(endpoint.path()), endpoint);
            receiver.expect(endpoint, registered.secret());
            say(
                    "POST /v1/webhooks  %s -> %s"
                            .formatted(receiver.url(endpoint.path()), registered.id()));
            say("                   %s".formatted(endpoint.purpose()));
        }
    }

    private void publish(WorkspaceId id, Receiver receiver) throws InterruptedException {
        title("Our system publishes six events to Kafka");
        Map<EventType, byte[]> events = SampleEvents.of(id, wiring.clock.instant());
        var byName = new HashMap<String, byte[]>();
        events.forEach((type, event) -> byName.put(type.name(), event));
        try (var producer = wiring.kafka.promptProducer(PUBLISH)) {
            producer.partitionsFor(
                    wiring.topics.events()); // so that connecting does not count as latency
            receiver.expect(byName);
            for (var event : events.entrySet()) {
                var record =
                        new ProducerRecord<>(
                                wiring.topics.events(),
                                id.value().getBytes(UTF_8),
                                event.getValue());
                var place = producer.send(record).get();
                say(
                        "%-22s %4d bytes -> %s-%d, offset %d"
                                .formatted(
                                        event.getKey(),
                                        event.getValue().length,
                                        place.topic(),
                                        place.partition(),
                                        place.offset()));
            }
        } catch (ExecutionException e) {
            throw new KafkaException("an event could not be published", e.getCause());
        }
    }

    private Scoreboard watch(Receiver receiver, List<Duration> delays) throws InterruptedException {
        title("What the customer's server receives");
        var board = new Scoreboard(ENDPOINTS);
        int shaky = 0;
        Duration limit = PATIENCE;
        while (!board.isComplete()) {
            var arrival = receiver.next(limit);
            if (arrival.isEmpty()) {
                break;
            }
            board.count(arrival.get());
            show(arrival.get());
            if (arrival.get().status() >= 500) {
                var delay = delays.get(Math.min(shaky++, delays.size() - 1));
                say(
                        "            (%s is tried again in %s)"
                                .formatted(SHAKY.path(), DurationText.format(delay)));
                limit = limit.plus(delay);
            }
        }
        return board;
    }

    private void show(Arrival arrival) {
        say(
                "%8s s  %-7s %-22s attempt %s  %s, body %s -> %d%s"
                        .formatted(
                                seconds(arrival.sincePublished(), 3),
                                arrival.endpoint().path(),
                                arrival.event(),
                                arrival.attempt(),
                                arrival.proven().words(),
                                arrival.untouched() ? "as published" : "CHANGED",
                                arrival.status(),
                                arrival.sinceLast()
                                        .map(it ->
                                                "  %s s after the one before"
                                                        .formatted(seconds(it, 2)))
                                        .orElse("")));
    }

    private boolean summary(Scoreboard board) {
        title("Summary");
        boolean good = board.isComplete() && board.wrong() == 0;
        say(
                "%d POSTs of %d deliveries, %s"
                        .formatted(
                                board.posts(),
                                board.deliveries(),
                                board.wrong() == 0
                                        ? "every signature right and every body byte for byte as published"
                                        : board.wrong()
                                                + " of them with a WRONG signature or a CHANGED body"));
        if (board.isComplete()) {
            say("%s failed twice and got its event at the third attempt".formatted(SHAKY.path()));
        }
        board.missing().forEach(it -> say("NOT ARRIVED: %s".formatted(it)));
        say(good ? "All as it should be." : "NOT as it should be: look at the log of sahut up.");
        return good;
    }

    private void title(String text) {
        console.say("");
        console.say(text);
    }

    private void say(String line) {
        console.say("  " + line);
    }

    private String suffix() {
        String webhook = new NewIds(wiring.clock, wiring.random).webhook().value();
        return webhook.substring(WebhookId.PREFIX.length());
    }

    private static String seconds(Duration duration, int decimals) {
        return BigDecimal.valueOf(duration.toNanos(), 9)
                .setScale(decimals, RoundingMode.HALF_UP)
                .toString();
    }
}
