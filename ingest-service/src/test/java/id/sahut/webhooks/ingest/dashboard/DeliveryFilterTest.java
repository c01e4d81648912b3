package id.sahut.webhooks.ingest.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.ingest.history.Cursor;
import id.sahut.webhooks.ingest.history.DeliveryQuestion;
import id.sahut.webhooks.ingest.history.DeliveryState;
import id.sahut.webhooks.ingest.history.StatusFilter;
import id.sahut.webhooks.ingest.http.Visit;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class DeliveryFilterTest {

    private static final WebhookId WEBHOOK = new WebhookId("wh_1");
    private static final Visit VISIT = Visit.of("GET", "/webhooks/wh_1/deliveries");

    @Test
    void anAddressWithoutFieldsAsksForTheNewest() {
        var filter = DeliveryFilter.of(VISIT);

        assertThat(filter.isEmpty()).isTrue();
        assertThat(filter.query()).isEmpty();
        assertThat(filter.question(WEBHOOK, Optional.empty(), 50))
                .isEqualTo(DeliveryQuestion.newest(WEBHOOK, 50));
    }

    @Test
    void everyFieldIsReadTimesInTheWorkspacesZone() {
        var filter =
                DeliveryFilter.of(
                        VISIT.withQuery("state", "failed")
                                .withQuery("event", "message.created")
                                .withQuery("status", "5xx")
                                .withQuery("from", "2026-11-27T15:00")
                                .withQuery("to", "2026-11-27T09:30:00Z")
                                .withQuery("event_id", " evt_1 "));

        assertThat(filter.wrong()).isEmpty();
        assertThat(filter.question(WEBHOOK, Optional.empty(), 7))
                .isEqualTo(
                        new DeliveryQuestion(
                                WEBHOOK,
                                Optional.of(DeliveryState.FAILED),
                                Optional.of("message.created"),
                                Optional.of(Instant.parse("2026-11-27T08:00:00Z")),
                                Optional.of(Instant.parse("2026-11-27T09:30:00Z")),
                                Optional.of(new StatusFilter(500, 599)),
                                Optional.of(new EventId("evt_1")),
                                Optional.empty(),
                                7));
        assertThat(filter.time("to")).isEqualTo("2026-11-27T16:30");
    }

    @Test
    void whatCantBeReadIsKeptAndSaidAndNotLookedFor() {
        var filter =
                DeliveryFilter.of(
                        VISIT.withQuery("status", "99")
                                .withQuery("from", "yesterday")
                                .withQuery("to", "-999999-01-01T00:00"));

        assertThat(filter.wrong()).containsExactly("status", "from", "to");
        assertThat(filter.text("status")).isEqualTo("99");
        assertThat(filter.question(WEBHOOK, Optional.empty(), 50))
                .isEqualTo(DeliveryQuestion.newest(WEBHOOK, 50));
    }

    @Test
    void itsAddressHoldsWhatIsFilledInAloneAndCanBeReadAgain() {
        var visit = VISIT.withQuery("state", "").withQuery("event_id", "a&b=<c>");
        var filter = DeliveryFilter.of(visit);

        assertThat(DeliveryFilter.isPadded(visit)).isTrue();
        assertThat(filter.query()).isEqualTo("?event_id=a%26b%3D%3Cc%3E");
        assertThat(filter.queryAfter(new Cursor(1, new byte[] {1, 2})))
                .startsWith("?event_id=a%26b%3D%3Cc%3E&after=");
        assertThat(Places.wantedBy(visit))
                .isEqualTo("/webhooks/wh_1/deliveries?event_id=a%26b%3D%3Cc%3E");
    }
}
