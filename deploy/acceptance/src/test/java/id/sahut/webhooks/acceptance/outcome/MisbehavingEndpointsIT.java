package id.sahut.webhooks.acceptance.outcome;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.acceptance.receiver.Answer;
import id.sahut.webhooks.acceptance.receiver.Post;
import id.sahut.webhooks.acceptance.receiver.Receiver;
import id.sahut.webhooks.acceptance.receiver.Rudeness;
import id.sahut.webhooks.acceptance.receiver.Script;
import id.sahut.webhooks.acceptance.receiver.SelfSigned;
import id.sahut.webhooks.acceptance.sandbox.Event;
import id.sahut.webhooks.acceptance.sandbox.Figures;
import id.sahut.webhooks.acceptance.sandbox.OpenLoop;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import id.sahut.webhooks.acceptance.sandbox.Subscription;
import id.sahut.webhooks.acceptance.sandbox.UpSandbox;
import id.sahut.webhooks.bench.machine.FreePorts;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// All that HTTP and TCP allow, all at once, through the whole pipeline, beside an endpoint that is
/// well.
@Tag("alone")
final class MisbehavingEndpointsIT {

    private static final Duration LONGEST = Duration.ofMillis(10_500);
    private static final Duration ALL = Duration.ofSeconds(15);

    private static final int PER_SECOND = 50;
    private static final long NEIGHBOUR_P99_MS = 250;
    private static final long MAX_LIVE_GROWTH_BYTES = 32L * 1024 * 1024;

    /// Asked after the others: a reset throws away what was not read yet, so that whoever is too
    /// busy to read within the time before it has seen no answer.
    private static final Set<Rudeness> LAST =
            Set.of(Rudeness.RESET_IN_THE_ANSWER, Rudeness.RESET_AFTER_THE_ANSWER);

    /// What each comes to: a status line of 200 counts, whatever follows.
    private static final Map<String, String> EXPECTED =
            Map.ofEntries(
                    Map.entry("HEADERS_BYTE_BY_BYTE", "timed_out"),
                    Map.entry("BODY_BYTE_BY_BYTE", "delivered"),
                    Map.entry("A_GIGABYTE_OF_BODY", "delivered"),
                    Map.entry("CHUNKS_WITHOUT_END", "delivered"),
                    Map.entry("SHORTER_THAN_IT_SAYS", "delivered"),
                    Map.entry("LONGER_THAN_IT_SAYS", "delivered"),
                    Map.entry("A_THOUSAND_INTERIM_ANSWERS", "unreachable"),
                    Map.entry("A_MEGABYTE_OF_HEADERS", "delivered"),
                    Map.entry("NO_HTTP", "unreachable"),
                    Map.entry("RESET_BEFORE_THE_ANSWER", "unreachable"),
                    Map.entry("RESET_IN_THE_ANSWER", "delivered"),
                    Map.entry("RESET_AFTER_THE_ANSWER", "delivered"),
                    Map.entry("HALF_CLOSE_BEFORE_THE_ANSWER", "unreachable"),
                    Map.entry("HALF_CLOSE_AFTER_THE_ANSWER", "delivered"),
                    Map.entry("SILENCE", "timed_out"),
                    Map.entry("NOBODY_LISTENS", "unreachable"),
                    Map.entry("A_CERTIFICATE_THAT_NOBODY_TRUSTS", "unreachable"),
                    Map.entry("NO_TLS", "unreachable"),
                    Map.entry("NO_HANDSHAKE", "timed_out"));

    @Test
    void eachEndsInTimeWithTheRightOutcomeAndTheNeighbourDoesNotNotice(@TempDir Path folder)
            throws InterruptedException {
        try (var up = UpSandbox.start("misbehaving");
                var rude = new RudeServers();
                var untrusted = Receiver.startTls(SelfSigned.context(folder));
                var mute = new MuteServer()) {
            Stage stage = up.stage();
            Subscription neighbour = stage.subscribe("/neighbour", Script.always(204));
            List<Long> before = neighbourLatenciesMs(stage, neighbour, Duration.ofSeconds(8));
            var endpoints = subscribe(stage, rude, untrusted, mute);
            var last = LAST.stream().map(it -> endpoints.get(it.name())).toList();
            var first = new ArrayList<>(endpoints.values());
            first.removeAll(last);
            long liveBefore = up.liveHeapBytes();

            long published = System.nanoTime();
            publish(stage, first);
            List<Long> meanwhile = neighbourLatenciesMs(stage, neighbour, LONGEST);
            publish(stage, last);
            await("a first attempt's outcome for each")
                    .atMost(ALL)
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> firstAttempts(stage, endpoints).size() == endpoints.size());
            Duration took = Duration.ofNanos(System.nanoTime() - published);
            long growth = up.liveHeapBytes() - liveBefore;
            endpoints.values().forEach(stage.api()::delete);

            judge(firstAttempts(stage, endpoints));
            Figures.print(
                    "%d misbehaving endpoints: all outcomes after %d ms, live heap %+d KiB; their neighbour's p50 and p99: %d, %d ms before, %d, %d ms meanwhile"
                            .formatted(
                                    endpoints.size(),
                                    took.toMillis(),
                                    growth / 1024,
                                    Figures.percentile(before, 50),
                                    Figures.percentile(before, 99),
                                    Figures.percentile(meanwhile, 50),
                                    Figures.percentile(meanwhile, 99)));
            assertThat(growth).isLessThan(MAX_LIVE_GROWTH_BYTES);
            assertThat(Figures.percentile(meanwhile, 99))
                    .isLessThanOrEqualTo(Figures.limitMs(NEIGHBOUR_P99_MS));
            assertThat(stage.receiver().posts("/bad/SILENCE").getFirst().hungUpAfter())
                    .as("the connection is closed too")
                    .hasValueSatisfying(it -> assertThat(it).isLessThanOrEqualTo(LONGEST));
        }
    }

    private static void publish(Stage stage, Collection<Subscription> endpoints) {
        endpoints.forEach(it -> {
            var _ = stage.publish(stage.newMessage(it.workspace()));
        });
    }

    private static Map<String, Subscription> subscribe(
            Stage stage, RudeServers rude, Receiver untrusted, MuteServer mute) {
        var endpoints = new LinkedHashMap<String, Subscription>();
        for (Rudeness how : Rudeness.values()) {
            endpoints.put(how.name(), at(stage, rude.start(how)));
        }
        endpoints.put(
                "SILENCE", stage.subscribe("/bad/SILENCE", Script.always(new Answer.Silence())));
        endpoints.put(
                "NOBODY_LISTENS", at(stage, "http://127.0.0.1:%d/bad".formatted(FreePorts.next())));
        endpoints.put("A_CERTIFICATE_THAT_NOBODY_TRUSTS", at(stage, untrusted.url("/bad/tls")));
        endpoints.put(
                "NO_TLS", at(stage, stage.receiver().url("/bad/plain").replace("http:", "https:")));
        endpoints.put("NO_HANDSHAKE", at(stage, "https://127.0.0.1:%d/bad".formatted(mute.port())));
        return endpoints;
    }

    private static Subscription at(Stage stage, String url) {
        return stage.subscribe(stage.newWorkspace(), "/elsewhere", url);
    }

    private static void judge(Map<String, JsonNode> attempts) {
        var outcomes = new TreeMap<String, String>();
        attempts.forEach((name, attempt) -> {
            outcomes.put(name, attempt.get("outcome").asString());
            Figures.print(
                    "%s: %s: %s, after %d ms"
                            .formatted(
                                    name,
                                    attempt.get("outcome").asString(),
                                    attempt.get("detail").asString(),
                                    attempt.get("took_ms").asLong()));
            assertThat(attempt.get("took_ms").asLong())
                    .as(name)
                    .isLessThanOrEqualTo(LONGEST.toMillis());
        });
        assertThat(outcomes).containsExactlyInAnyOrderEntriesOf(EXPECTED);
    }

    /// From the scheduled time of each event to its arrival.
    private static List<Long> neighbourLatenciesMs(
            Stage stage, Subscription neighbour, Duration time) {
        Map<ByteBuffer, Long> scheduled = new HashMap<>();
        OpenLoop.run(
                PER_SECOND,
                time,
                (_, nanos) -> {
                    Event event = stage.newMessage(neighbour.workspace());
                    scheduled.put(ByteBuffer.wrap(event.body()), nanos);
                    var _ = stage.publish(event);
                });
        var latencies = new ArrayList<Long>();
        await("the neighbour gets all of its own")
                .atMost(ALL)
                .until(() -> {
                    latencies.clear();
                    for (Post post : stage.receiver().posts(neighbour.path())) {
                        Long from = scheduled.get(ByteBuffer.wrap(post.body()));
                        if (from != null) {
                            latencies.add(Duration.ofNanos(post.arrivedNanos() - from).toMillis());
                        }
                    }
                    return latencies.size() == scheduled.size();
                });
        return latencies;
    }

    private static Map<String, JsonNode> firstAttempts(
            Stage stage, Map<String, Subscription> endpoints) {
        var found = new TreeMap<String, JsonNode>();
        for (var record : stage.kafka().readAll("sahut.attempts")) {
            nameOf(new String(record.key(), UTF_8), endpoints)
                    .ifPresent(name ->
                            found.putIfAbsent(name, JsonMapper.shared().readTree(record.value())));
        }
        return found;
    }

    private static Optional<String> nameOf(String webhook, Map<String, Subscription> endpoints) {
        return endpoints.entrySet().stream()
                .filter(it -> it.getValue().webhookId().equals(webhook))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /// A server for each, as different customers have: a connection that one of them leaves open
    /// and then resets is not the next one's.
    private static final class RudeServers implements AutoCloseable {

        private final List<Receiver> started = new ArrayList<>();

        /// @return the endpoint's URL
        String start(Rudeness how) {
            Receiver receiver = Receiver.start();
            started.add(receiver);
            receiver.script("/bad", Script.always(new Answer.Rude(how)));
            return receiver.url("/bad");
        }

        @Override
        public void close() {
            started.forEach(Receiver::close);
        }
    }
}
