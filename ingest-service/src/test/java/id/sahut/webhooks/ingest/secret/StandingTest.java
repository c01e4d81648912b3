package id.sahut.webhooks.ingest.secret;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.webhook.EncryptedSecret;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.common.webhook.WebhookRecords;
import id.sahut.webhooks.ingest.secret.Versions.Place;
import id.sahut.webhooks.ingest.secret.Versions.Version;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A webhook's history as a word: `v` is what it was made from, `o` ours, `c` somebody's change,
/// `x` a deletion.
final class StandingTest {

    private static final Instant NOW = Instant.parse("2024-03-15T08:30:00Z");
    private static final WebhookId ID = new WebhookId("wh_1");

    private final Versions versions = new Versions(new WebhookRecords(EventCatalogue.builtIn()));

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({
        "vo, settled",
        "voc, settled",
        "vco, 1",
        "vcco, 2",
        "vcoc, unclear",
        "vxo, 1",
        "vxoc, 1",
        "vox, settled",
        "vcox, settled",
        "vxocx, settled"
    })
    void aFirstWriteUndoesWhatStandsBeforeItUnlessSomebodyHasWrittenSince(
            String history, String expected) {
        assertThat(told(standing(history, false))).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource({"vo, settled", "voc, unclear", "vco, unclear", "vxo, 1", "vox, settled"})
    void whatWasWrittenAgainStandsAloneOrIsUnclear(String history, String expected) {
        assertThat(told(standing(history, true))).isEqualTo(expected);
    }

    @Test
    void aWebhookThatIsNotWatchedHasItsLatestVersionAlone() {
        read('v', 0);
        Place first = versions.watch(ID).place();
        read('c', 1);
        assertThat(versions.since(ID, first)).hasSize(1);

        versions.unwatch(ID);
        read('c', 2);

        assertThat(versions.watch(ID).place()).isEqualTo(new Place(0, 2));
        assertThat(versions.since(ID, first)).isEmpty();
        assertThat(versions.webhooks()).hasSize(1);
    }

    private Standing standing(String history, boolean isAgain) {
        read(history.charAt(0), 0);
        Version base = versions.watch(ID);
        for (int i = 1; i < history.length(); i++) {
            read(history.charAt(i), i);
        }
        return Standing.of(
                versions.since(ID, base.place()), new Place(0, history.indexOf('o')), isAgain);
    }

    /// @return of a change that was undone, where it is
    private static String told(Standing standing) {
        return switch (standing) {
            case Standing.Settled() -> "settled";
            case Standing.Undone(Version change) -> Long.toString(change.place().offset());
            case Standing.Unclear() -> "unclear";
        };
    }

    private void read(char what, long offset) {
        var record =
                what == 'x'
                        ? WebhookRecords.writeDeleted("t", ID)
                        : WebhookRecords.write("t", webhook());
        versions.accept(new ConsumerRecord<>("t", 0, offset, record.key(), record.value()));
    }

    private static Webhook webhook() {
        return new Webhook(
                ID,
                new WorkspaceId("ws_test"),
                "https://example.com/",
                List.copyOf(EventCatalogue.builtIn().types()),
                new EncryptedSecret("00000000", new byte[60]),
                Optional.empty(),
                Optional.empty(),
                true,
                NOW,
                NOW);
    }
}
