package id.sahut.webhooks.ingest.redrive;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.ingest.history.DeliveryState;
import id.sahut.webhooks.ingest.history.RecordedDelivery;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ResendNumbersTest {

    private final ResendNumbers numbers = new ResendNumbers();

    @Test
    void theNextFollowsWhatTheHistoryKnows() {
        assertThat(numbers.next(known("wh_1", 0))).hasValue(1);
        assertThat(numbers.next(known("wh_2", 41))).hasValue(42);
    }

    @Test
    void noneIsGivenTwiceThoughTheHistoryLags() {
        assertThat(numbers.next(known("wh_1", 0))).hasValue(1);
        assertThat(numbers.next(known("wh_1", 0))).hasValue(2);
        assertThat(numbers.next(known("wh_1", 1))).hasValue(3);
    }

    @Test
    void whatAnotherProcessHasGivenCounts() {
        assertThat(numbers.next(known("wh_1", 0))).hasValue(1);
        assertThat(numbers.next(known("wh_1", 7))).hasValue(8);
    }

    @Test
    void anotherWebhooksDeliveryOfTheSameIdIsAnother() {
        assertThat(numbers.next(known("wh_1", 0))).hasValue(1);
        assertThat(numbers.next(known("wh_2", 0))).hasValue(1);
    }

    @Test
    void afterTheLastThereIsNoMore() {
        assertThat(numbers.next(known("wh_1", 9_999))).hasValue(10_000);
        assertThat(numbers.next(known("wh_1", 9_999))).isEmpty();
        assertThat(numbers.next(known("wh_1", 10_000))).isEmpty();
        assertThat(numbers.next(known("wh_2", 10_000))).isEmpty();
    }

    private static RecordedDelivery known(String webhook, int resends) {
        var at = Instant.parse("2026-11-27T08:00:00Z");
        return new RecordedDelivery(
                new DeliveryId("dlv_1"),
                new WebhookId(webhook),
                new EventId("evt_1"),
                Optional.empty(),
                DeliveryState.FAILED,
                at,
                at,
                6,
                resends,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("attempts"),
                Optional.empty(),
                false);
    }
}
