package id.sahut.webhooks.ingest.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.ingest.history.DeliveryState;
import id.sahut.webhooks.ingest.http.Visit;
import id.sahut.webhooks.ingest.recover.RecoverStates;
import id.sahut.webhooks.ingest.recover.Recoveries;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RecoverFormTest {

    private static final Instant NOW = Instant.parse("2026-11-27T08:30:20Z");

    @Test
    void atFirstItAsksForWhatWasGivenUpOfLate() {
        assertThat(RecoverForm.atFirst(NOW).wish())
                .contains(
                        new Recoveries.Wish(
                                Instant.parse("2026-11-26T08:30:00Z"),
                                Optional.empty(),
                                new RecoverStates(Set.of(DeliveryState.FAILED), false),
                                Optional.empty()));
    }

    @Test
    void everyFieldIsReadTimesInTheWorkspacesZone() {
        var form =
                read(
                        Map.of(
                                "since", " 2026-11-27T15:00 ",
                                "until", "2026-11-27T09:30:00Z",
                                "event", "message.created",
                                "failed", "on",
                                "retrying", "on"));

        assertThat(form.wrong()).isEmpty();
        assertThat(form.wish())
                .contains(
                        new Recoveries.Wish(
                                Instant.parse("2026-11-27T08:00:00Z"),
                                Optional.of(Instant.parse("2026-11-27T09:30:00Z")),
                                new RecoverStates(
                                        Set.of(DeliveryState.FAILED, DeliveryState.RETRYING),
                                        false),
                                Optional.of("message.created")));
    }

    @Test
    void whatIsWrongIsSaidBesideItsFieldAndKept() {
        var form = read(Map.of("since", "kemarin", "until", "nanti", "event", "<b>"));

        assertThat(form.wish()).isEmpty();
        assertThat(form.wrong())
                .isEqualTo(
                        Map.of(
                                "since", "recover.since.wrong",
                                "until", "recover.until.wrong",
                                "states", "recover.states.none",
                                "event", "recover.event.wrong"));
        assertThat(form.since()).isEqualTo("kemarin");
        assertThat(
                        read(Map.of(
                                        "since",
                                        "2026-11-27T15:00",
                                        "until",
                                        "2026-11-27T15:00",
                                        "failed",
                                        "on"))
                                .wrong())
                .isEqualTo(Map.of("until", "recover.until.early"));
    }

    @Test
    void everyTextOfWhatIsWrongOrOfferedIsThere() {
        Texts texts = Texts.in(Language.ENGLISH);
        for (String state : RecoverForm.offered()) {
            assertThat(texts.find("recover.state." + state)).isPresent();
        }
        assertThat(RecoverForm.offered())
                .containsExactlyInAnyOrder(
                        "failed",
                        "delivered",
                        "waiting",
                        "retrying",
                        "deferred",
                        "cancelled",
                        "missed");
        for (String text : read(Map.of()).wrong().values()) {
            assertThat(texts.find(text)).isPresent();
        }
    }

    @Test
    void itsAddressCanBeReadAgainAndComesBackInAnotherLanguage() {
        var form = read(Map.of("since", "2026-11-27T15:00", "failed", "on", "until", ""));

        assertThat(form.query()).isEqualTo("?since=2026-11-27T15%3A00&failed=on");
        var visit =
                Visit.of("GET", "/webhooks/wh_1/recoveries")
                        .withQuery("since", "2026-11-27T15:00")
                        .withQuery("failed", "on");
        assertThat(Places.wantedBy(visit)).isEqualTo("/webhooks/wh_1/recoveries" + form.query());
        assertThat(Places.pageOf("/webhooks/wh_1/recoveries/rcv_1/stop"))
                .isEqualTo("/webhooks/wh_1/recoveries");
    }

    private static RecoverForm read(Map<String, String> fields) {
        return RecoverForm.read(it -> Optional.ofNullable(fields.get(it)));
    }
}
