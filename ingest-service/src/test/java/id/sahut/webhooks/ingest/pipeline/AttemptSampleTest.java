package id.sahut.webhooks.ingest.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import id.sahut.webhooks.common.attempt.AttemptRecord;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AttemptSampleTest {

    private static final Instant NOW = Instant.parse("2026-11-27T20:00:00Z");

    private final AttemptSample sample = new AttemptSample(NOW);

    @Test
    void theFlowIsOfTheLastThirtySeconds() {
        add("wh_1", "delivered", 10, 5);
        add("wh_1", "delivered", 29, 5);
        add("wh_1", "refused", 30, 5);
        add("wh_1", "refused", 31, 5);

        assertThat(sample.over()).isEqualTo(Duration.ofSeconds(30));
        assertThat(sample.perSecond())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("delivered", 2 / 30.0, "refused", 1 / 30.0));
    }

    @Test
    void whereNotAllWasReadTheFlowIsOfTheTimeThatWas() {
        add("wh_1", "delivered", 12, 5);
        add("wh_1", "delivered", 10, 5);
        add("wh_1", "delivered", 1, 5);
        sample.lacksWhatIsBefore(NOW.minusSeconds(10));
        sample.lacksWhatIsBefore(NOW.minusSeconds(20));

        assertThat(sample.over()).isEqualTo(Duration.ofSeconds(10));
        assertThat(sample.perSecond()).containsExactlyEntriesOf(Map.of("delivered", 0.2));
    }

    @Test
    void withoutAttemptsThereIsNoFlowAndNoEndpoint() {
        assertThat(sample.perSecond()).isEmpty();
        assertThat(AttemptSample.failing(sample.endpoints())).isEmpty();
        assertThat(AttemptSample.slowest(sample.endpoints())).isEmpty();
    }

    @Test
    void theEndpointsWithTheMostFailuresComeFirst() {
        add("wh_fine", "delivered", 1, 5);
        add("wh_deleted", "cancelled", 1, 0);
        add("wh_bad", "refused", 9, 40);
        add("wh_worse", "refused", 9, 7);
        add("wh_worse", "timed_out", 3, 10_000);
        add("wh_worse", "delivered", 1, 7);

        assertThat(AttemptSample.failing(sample.endpoints()))
                .extracting(it -> it.webhook().value())
                .containsExactly("wh_worse", "wh_bad");
        var worst = AttemptSample.failing(sample.endpoints()).getFirst();
        assertThat(worst.attempts()).isEqualTo(3);
        assertThat(worst.failed()).isEqualTo(2);
        assertThat(worst.outcomes())
                .isEqualTo(Map.of("refused", 1, "timed_out", 1, "delivered", 1));
        assertThat(worst.p95()).isEqualTo(Duration.ofSeconds(10));
        assertThat(worst.lastFailure()).contains("timed_out after 10000");
        assertThat(worst.workspace()).contains("ws_1");
    }

    @Test
    void theSlowestComeFirstWhateverCameOfThem() {
        for (int i = 0; i < 100; i++) {
            add("wh_seldom", "delivered", 1, i < 95 ? 20 : 9_000);
            add("wh_always", "delivered", 1, 300);
        }

        assertThat(AttemptSample.slowest(sample.endpoints()))
                .extracting(it -> it.webhook().value(), it -> it.p95().toMillis())
                .containsExactly(tuple("wh_always", 300L), tuple("wh_seldom", 20L));
    }

    @Test
    void tenAreListedAndWhatIsNoWebhookIsNot() {
        add("no webhook", "refused", 1, 5);
        for (int i = 10; i < 25; i++) {
            add("wh_" + i, "refused", 1, 5);
        }

        assertThat(AttemptSample.failing(sample.endpoints()))
                .extracting(it -> it.webhook().value())
                .hasSize(10)
                .startsWith("wh_10", "wh_11")
                .endsWith("wh_19");
    }

    private void add(String webhook, String outcome, int secondsAgo, long tookMs) {
        Instant at = NOW.minusSeconds(secondsAgo);
        sample.add(
                at,
                new AttemptRecord(
                        "dlv_1",
                        "evt_1",
                        "message.created",
                        webhook,
                        "ws_1",
                        1,
                        outcome,
                        null,
                        "%s after %d".formatted(outcome, tookMs),
                        at,
                        tookMs,
                        null,
                        "none",
                        null,
                        0,
                        null,
                        null));
    }
}
