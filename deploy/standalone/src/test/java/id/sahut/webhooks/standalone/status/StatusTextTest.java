package id.sahut.webhooks.standalone.status;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.ingest.pipeline.PipelineState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class StatusTextTest {

    private static final Instant NOW = Instant.parse("2026-11-27T20:00:00.500Z");

    private static final PipelineState STATE =
            new PipelineState(
                    NOW,
                    new PipelineState.Flow(
                            1_234.56,
                            new TreeMap<>(Map.of("delivered", 1_200.0, "refused", 0.25)),
                            Duration.ofSeconds(30)),
                    List.of(
                            new PipelineState.Group(
                                    "sahut.dispatcher",
                                    true,
                                    "Stable",
                                    List.of(
                                            new PipelineState.Member(
                                                    "dispatcher-0",
                                                    "10.0.0.7",
                                                    new TreeMap<>(
                                                            Map.of(
                                                                    "sahut.deliveries",
                                                                    List.of(0, 1, 2, 5))))),
                                    List.of(
                                            new PipelineState.Lag(
                                                    "sahut.deliveries",
                                                    12_345,
                                                    Optional.of(NOW.minusSeconds(200))),
                                            new PipelineState.Lag(
                                                    "sahut.deliveries.due", 0, Optional.empty()))),
                            new PipelineState.Group(
                                    "sahut.redrive", false, "Absent", List.of(), List.of())),
                    List.of(
                            new PipelineState.Tier("5s", 7, Optional.of(NOW.plusMillis(1_500)), 0),
                            new PipelineState.Tier(
                                    "30s", 2, Optional.of(NOW.minusSeconds(3_700)), 2)),
                    List.of(
                            new PipelineState.Endpoint(
                                    new WebhookId("wh_bad"),
                                    Optional.of("ws_1"),
                                    Map.of("refused", 3, "delivered", 1),
                                    Duration.ofMillis(31),
                                    Optional.of("answered 500\u001b[31m " + "x".repeat(200)))),
                    List.of(),
                    List.of(
                            new PipelineState.Problem.GroupEmpty("sahut.retry-scheduler"),
                            new PipelineState.Problem.TierOverdue("30s", Duration.ofSeconds(3_700)),
                            new PipelineState.Problem.TopicMissing("sahut.attempts")));

    @Test
    void itIsOneScreen() {
        List<String> lines = StatusText.of(STATE);

        assertThat(lines)
                .startsWith(
                        "as of 2026-11-27T20:00:00Z",
                        "",
                        "PROBLEM: nobody is in the group sahut.retry-scheduler: what it does stands still",
                        "PROBLEM: what waits in the tier 30s is overdue by 1 h 1 m",
                        "PROBLEM: the topic sahut.attempts is missing; run: sahut topics apply",
                        "",
                        "events 1,234.6/s   attempts 1,200.3/s (delivered 1,200.0/s, refused 0.3/s)");
        assertThat(lines)
                .contains(
                        "sahut.dispatcher                    1 sahut.deliveries                           12,345  3 m 20 s",
                        "                                      sahut.deliveries.due                            0  -",
                        "5s                  7            0  in 1 s",
                        "30s                 2            2  1 h 1 m ago",
                        "dispatcher-0                                 10.0.0.7         sahut.deliveries 0-2, 5");
        assertThat(lines)
                .allSatisfy(it -> assertThat(it).hasSizeLessThanOrEqualTo(100))
                .noneMatch(it -> it.contains("\u001b"))
                .anyMatch(it -> it.startsWith("wh_bad") && it.endsWith("…"));
    }

    @Test
    void whenAllIsWellItSaysSo() {
        var well =
                new PipelineState(
                        NOW,
                        new PipelineState.Flow(0, new TreeMap<>(), Duration.ofSeconds(30)),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of());

        assertThat(StatusText.of(well)).contains("all is well", "events 0.0/s   attempts 0.0/s");
    }

    @Test
    void programsGetTheSame() {
        JsonNode json = JsonMapper.shared().readTree(StatusJson.of(STATE));

        assertThat(json.path("at").asString()).isEqualTo("2026-11-27T20:00:00.500Z");
        assertThat(json.path("problems").size()).isEqualTo(3);
        assertThat(json.path("attempts_per_second").path("refused").asDouble()).isEqualTo(0.25);
        JsonNode dispatcher = json.path("groups").get(0);
        assertThat(dispatcher.path("topics").get(0).path("not_done").asLong()).isEqualTo(12_345);
        assertThat(dispatcher.path("topics").get(0).path("oldest_seconds").asDouble())
                .isEqualTo(200);
        assertThat(dispatcher.path("topics").get(1).path("oldest_seconds").isNull()).isTrue();
        assertThat(dispatcher.path("members").get(0).path("owns").path("sahut.deliveries").size())
                .isEqualTo(4);
        assertThat(json.path("tiers").get(1).path("next_due_at").asString())
                .isEqualTo("2026-11-27T18:58:20.500Z");
        assertThat(json.path("failing_endpoints").get(0).path("failed").asInt()).isEqualTo(3);
    }

    @Test
    void timesAreToldInTheirTwoLargestUnits() {
        assertThat(StatusText.text(Duration.ofMillis(-5))).isEqualTo("0 ms");
        assertThat(StatusText.text(Duration.ofMillis(250))).isEqualTo("250 ms");
        assertThat(StatusText.text(Duration.ofSeconds(59))).isEqualTo("59 s");
        assertThat(StatusText.text(Duration.ofSeconds(200))).isEqualTo("3 m 20 s");
        assertThat(StatusText.text(Duration.ofMinutes(61))).isEqualTo("1 h 1 m");
        assertThat(StatusText.text(Duration.ofHours(49))).isEqualTo("2 d 1 h");
    }
}
