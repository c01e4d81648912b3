package id.sahut.webhooks.common.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

final class IdsTest {

    @Test
    void theSamplesOfThePublicGuideAreIds() {
        assertThat(new WebhookId("wh_01HX6G4P8R0T2U")).hasToString("wh_01HX6G4P8R0T2U");
        assertThat(new WorkspaceId("ws_01HX0Y6H0J2K4L")).hasToString("ws_01HX0Y6H0J2K4L");
        assertThat(WebhookId.isWellFormed("wh_ILOUilou")).isTrue();
    }

    @Test
    void aPrefixedIdIsItsPrefixAndOneToSixtyFourLettersAndDigits() {
        assertThat(WebhookId.isWellFormed("wh_" + "a".repeat(64))).isTrue();
        assertThat(WebhookId.isWellFormed("wh_1")).isTrue();
        for (String text :
                List.of(
                        "",
                        "wh",
                        "wh_",
                        "ws_1",
                        "WH_1",
                        "wh_" + "a".repeat(65),
                        "wh_a b",
                        "wh_a-b",
                        "wh_a_b",
                        "wh_a\n",
                        "wh_ä",
                        "wh_٣",
                        " wh_1")) {
            assertThat(WebhookId.isWellFormed(text)).as(text).isFalse();
        }
    }

    @Test
    void aTokenIsUpTo128VisibleAsciiCharacters() {
        assertThat(EventId.isWellFormed("order/4711#a:b=c~")).isTrue();
        assertThat(DeliveryId.isWellFormed("x".repeat(128))).isTrue();
        for (String text : List.of("", "x".repeat(129), "a b", "a\r\nb", "ä", "\u007f", "\u0000")) {
            assertThat(EventId.isWellFormed(text)).as(text).isFalse();
            assertThat(DeliveryId.isWellFormed(text)).as(text).isFalse();
        }
    }

    @Test
    void aBadIdIsRefusedWithItsBeginningAndTheRule() {
        assertThatThrownBy(() -> new WorkspaceId("x".repeat(200)))
                .hasMessage(
                        "an id must be 'ws_' and 1 to 64 letters and digits, not '"
                                + "x".repeat(80)
                                + "…'");
        assertThatThrownBy(() -> new EventId("a b"))
                .hasMessage("an id must be 1 to 128 visible ASCII characters, not 'a b'");
    }

    @Test
    void anEventsIdFollowsFromItsPlaceAndNothingElse() {
        var id = DerivedIds.event("sahut.events", 3, 42, 1_700_000_000_000L);
        assertThat(id).isEqualTo(DerivedIds.event("sahut.events", 3, 42, 1_700_000_000_000L));
        assertThat(id.value()).matches("evt_[0-9a-f]{32}");
        assertThat(
                        List.of(
                                id,
                                DerivedIds.event("sahut.events", 3, 43, 1_700_000_000_000L),
                                DerivedIds.event("sahut.events", 4, 42, 1_700_000_000_000L),
                                DerivedIds.event("sahut.other", 3, 42, 1_700_000_000_000L),
                                DerivedIds.event("sahut.events", 3, 42, 1_700_000_000_001L)))
                .doesNotHaveDuplicates();
    }

    @Test
    void derivedIdsStayTheSameFromReleaseToRelease() {
        assertThat(DerivedIds.event("sahut.events", 0, 0, 0))
                .hasToString("evt_8f526fc38ba6f92e4662195c2ba22e15");
        assertThat(DerivedIds.delivery(new EventId("evt_1"), new WebhookId("wh_1")))
                .hasToString("dlv_43d10feec6cdfbba667e7d4e54368b43");
    }

    @Test
    void aDeliverysIdTellsEventsAndWebhooksApart() {
        var event = new EventId("e");
        assertThat(DerivedIds.delivery(event, new WebhookId("wh_1")))
                .isEqualTo(DerivedIds.delivery(event, new WebhookId("wh_1")))
                .isNotEqualTo(DerivedIds.delivery(event, new WebhookId("wh_2")))
                .isNotEqualTo(DerivedIds.delivery(new EventId("f"), new WebhookId("wh_1")));
    }
}
