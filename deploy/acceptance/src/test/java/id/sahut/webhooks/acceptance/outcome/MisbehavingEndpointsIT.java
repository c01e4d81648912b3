package id.sahut.webhooks.acceptance.outcome;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.acceptance.process.FreePorts;
import id.sahut.webhooks.acceptance.receiver.Answer;
import id.sahut.webhooks.acceptance.receiver.Receiver;
import id.sahut.webhooks.acceptance.receiver.Script;
import id.sahut.webhooks.acceptance.receiver.SelfSigned;
import id.sahut.webhooks.acceptance.sandbox.Figures;
import id.sahut.webhooks.acceptance.sandbox.SharedUp;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import id.sahut.webhooks.acceptance.sandbox.Subscription;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// All at once, through the whole pipeline.
@ExtendWith(SharedUp.class)
@Tag("alone")
final class MisbehavingEndpointsIT {

    private static final Duration LONGEST = Duration.ofMillis(10_500);

    @Test
    void eachEndsInTimeWithAnOutcomeOfItsOwn(Stage stage, @TempDir Path folder) {
        try (var untrusted = Receiver.startTls(SelfSigned.context(folder))) {
            var endpoints = new LinkedHashMap<String, Subscription>();
            endpoints.put("drips", stage.subscribe("/bad/drip", Script.always(new Answer.Drip())));
            endpoints.put(
                    "is silent",
                    stage.subscribe("/bad/silent", Script.always(new Answer.Silence())));
            endpoints.put(
                    "resets", stage.subscribe("/bad/reset", Script.always(new Answer.Reset())));
            endpoints.put(
                    "does not listen",
                    stage.subscribe(
                            stage.newWorkspace(),
                            "/bad/none",
                            "http://127.0.0.1:%d/bad/none".formatted(FreePorts.next())));
            endpoints.put(
                    "has a bad certificate",
                    stage.subscribe(stage.newWorkspace(), "/bad/tls", untrusted.url("/bad/tls")));

            long published = System.nanoTime();
            endpoints
                    .values()
                    .forEach(it -> {
                        var _ = stage.publish(stage.newMessage(it.workspace()));
                    });
            await("a first attempt's outcome for each")
                    .atMost(Duration.ofSeconds(15))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> firstAttempts(stage, endpoints).size() == endpoints.size());
            long known = System.nanoTime();
            endpoints.values().forEach(stage.api()::delete);

            var outcomes = new TreeMap<String, String>();
            firstAttempts(stage, endpoints)
                    .forEach((name, attempt) -> {
                        String outcome =
                                "%s: %s"
                                        .formatted(
                                                attempt.get("outcome").asString(),
                                                attempt.get("detail").asString());
                        Figures.print(
                                "an endpoint that %s: %s, after %d ms"
                                        .formatted(name, outcome, attempt.get("took_ms").asLong()));
                        assertThat(attempt.get("took_ms").asLong())
                                .as(name)
                                .isLessThanOrEqualTo(LONGEST.toMillis());
                        outcomes.put(name, outcome);
                    });
            assertThat(outcomes.values()).doesNotHaveDuplicates();
            assertThat(outcomes.get("drips")).startsWith("delivered");
            assertThat(outcomes.get("is silent")).startsWith("timed_out");
            assertThat(outcomes.get("resets")).startsWith("unreachable");
            assertThat(outcomes.get("does not listen")).startsWith("unreachable");
            assertThat(outcomes.get("has a bad certificate")).startsWith("unreachable");
            assertThat(Duration.ofNanos(known - published)).isLessThan(Duration.ofSeconds(12));
            assertThat(stage.receiver().posts("/bad/silent").getFirst().hungUpAfter())
                    .as("the connection is closed too")
                    .hasValueSatisfying(it -> assertThat(it).isLessThanOrEqualTo(LONGEST));
        }
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
}
