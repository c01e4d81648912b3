package id.sahut.webhooks.ingest.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.ingest.history.AttemptResult;
import id.sahut.webhooks.ingest.history.DeliveryState;
import id.sahut.webhooks.ingest.history.RecordedAttempt;
import id.sahut.webhooks.ingest.history.RecordedDelivery;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TimelineTest {

    private static final Texts ENGLISH = Texts.in(Language.ENGLISH);
    private static final Instant PUBLISHED = Instant.parse("2026-11-27T08:00:00Z");

    @Test
    void whatWasMadeAndWhatIsStillToComeFollowEachOther() {
        List<DeliveryDetails.Step> steps =
                drawn(
                        delivery(
                                DeliveryState.RETRYING,
                                2,
                                "",
                                Optional.of(PUBLISHED.plusSeconds(200))),
                        attempt(0, 1, AttemptResult.REFUSED, 0),
                        attempt(0, 2, AttemptResult.TIMED_OUT, 5));

        assertThat(steps)
                .extracting(it -> it.sign().word())
                .containsExactly(
                        "Event published",
                        "Attempt 1: refused",
                        "Attempt 2: timed out",
                        "Attempt 3 is due",
                        "3 more after that, if it fails");
        assertThat(steps)
                .extracting(DeliveryDetails.Step::kind)
                .containsExactly("done", "done", "done", "coming", "coming");
        assertThat(steps.get(2).gap()).contains("5 s later");
        assertThat(steps.get(3).gap()).contains("in 3 min 10 s");
        assertThat(steps.get(1).answer()).contains("no");
    }

    @Test
    void anEndIsSaidWithWhyAndNothingComesAfterIt() {
        List<DeliveryDetails.Step> steps =
                drawn(
                        delivery(DeliveryState.FAILED, 1, "attempts", Optional.empty()),
                        attempt(0, 1, AttemptResult.UNREACHABLE, 0));

        assertThat(steps.getLast().sign().word()).isEqualTo("Given up");
        assertThat(steps.getLast().text()).contains("Every attempt failed.");
    }

    @Test
    void whatIsSentAgainBeginsAnew() {
        assertThat(
                        drawn(
                                delivery(DeliveryState.DELIVERED, 1, "", Optional.empty()),
                                attempt(0, 1, AttemptResult.REFUSED, 0),
                                attempt(1, 1, AttemptResult.DELIVERED, 60)))
                .extracting(it -> it.sign().word())
                .containsExactly(
                        "Event published", "Attempt 1: refused", "Sent again", "Attempt 1: taken");
    }

    @Test
    void everyStateHasAWordAnIconAndASentenceInBothLanguages() {
        for (Language language : Language.values()) {
            Texts texts = Texts.in(language);
            for (DeliveryState state : DeliveryState.values()) {
                var delivery = delivery(state, 1, "unheard of", Optional.empty());
                assertThat(DeliveryWords.said(delivery, 6, texts)).as("" + state).isNotBlank();
                assertThat(StateSign.of(state, texts).word()).isNotBlank();
            }
            for (AttemptResult result : AttemptResult.values()) {
                assertThat(DeliveryWords.said(attempt(0, 1, result, 0), texts)).isNotBlank();
                assertThat(StateSign.of(result, texts).word()).isNotBlank();
            }
        }
        for (String reason : new String[] {"disabled", "locked", "unknown", "sockets", "lookups"}) {
            assertThat(
                            DeliveryWords.why(
                                    delivery(DeliveryState.DEFERRED, 1, reason, Optional.empty()),
                                    ENGLISH))
                    .isPresent();
        }
        for (String reason : new String[] {"attempts", "backlog", "disabled", "locked"}) {
            assertThat(
                            DeliveryWords.why(
                                    delivery(DeliveryState.FAILED, 1, reason, Optional.empty()),
                                    ENGLISH))
                    .isPresent();
        }
    }

    private static List<DeliveryDetails.Step> drawn(
            RecordedDelivery delivery, RecordedAttempt... attempts) {
        return Timeline.of(
                delivery, Arrays.asList(attempts), 6, PUBLISHED.plusSeconds(10), ENGLISH);
    }

    private static RecordedAttempt attempt(
            int resend, int attempt, AttemptResult outcome, int seconds) {
        return new RecordedAttempt(
                resend,
                attempt,
                outcome,
                Optional.of(500),
                PUBLISHED.plusSeconds(seconds),
                Duration.ofMillis(20),
                "words",
                Optional.of("no"));
    }

    private static RecordedDelivery delivery(
            DeliveryState state, int attempts, String reason, Optional<Instant> next) {
        return new RecordedDelivery(
                new DeliveryId("dlv_1"),
                new WebhookId("wh_1"),
                new EventId("evt_1"),
                Optional.of("message.created"),
                state,
                PUBLISHED,
                PUBLISHED.plusSeconds(9),
                attempts,
                0,
                Optional.of(500),
                next,
                Optional.empty(),
                Optional.of(reason).filter(it -> !it.isEmpty()),
                Optional.empty(),
                false);
    }
}
