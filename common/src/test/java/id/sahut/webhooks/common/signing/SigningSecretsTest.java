package id.sahut.webhooks.common.signing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import id.sahut.webhooks.common.id.DeliveryId;
import java.net.http.HttpHeaders;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SigningSecretsTest {

    private static final String BODY = "{\"event\":\"message.created\"}";
    private static final byte[] BYTES = BODY.getBytes(UTF_8);
    private static final DeliveryId ID = new DeliveryId("dlv_1");

    private final WebhookSecret before = WebhookSecret.random(new Random(1));
    private final WebhookSecret after = WebhookSecret.random(new Random(2));
    private final SigningSecrets overlapping = new SigningSecrets(after, Optional.of(before));
    private final SigningSecrets alone = new SigningSecrets(after, Optional.empty());

    @Test
    void duringAnOverlapTheStandardHeaderCarriesBothAndTheNewOneFirst() {
        Instant at = Instant.parse("2024-03-15T08:30:00Z");

        assertThat(overlapping.standard(new Signer(), ID, at, BYTES))
                .isEqualTo(
                        new Signer().standard(after, ID, at, BYTES)
                                + " "
                                + new Signer().standard(before, ID, at, BYTES));
        assertThat(alone.standard(new Signer(), ID, at, BYTES))
                .isEqualTo(new Signer().standard(after, ID, at, BYTES));
    }

    @Test
    void duringAnOverlapTheStandardWebhooksLibraryAcceptsEitherSecret() throws Exception {
        Instant now = Instant.now();
        var headers =
                HttpHeaders.of(
                        Map.of(
                                "webhook-id", List.of(ID.value()),
                                "webhook-timestamp", List.of(Long.toString(now.getEpochSecond())),
                                "webhook-signature",
                                        List.of(
                                                overlapping.standard(
                                                        new Signer(), ID, now, BYTES))),
                        (_, _) -> true);

        for (WebhookSecret secret : List.of(before, after)) {
            var library = new com.standardwebhooks.Webhook(secret.reveal());
            assertThatCode(() -> library.verify(BODY, headers)).doesNotThrowAnyException();
        }
    }

    @Test
    void ourOwnHeaderStaysWithThePreviousSecretAndAnnouncesTheNext() {
        assertThat(overlapping.sahut(new Signer(), BYTES))
                .isEqualTo(new Signer().sahut(before, BYTES));
        assertThat(overlapping.sahutNext(new Signer(), BYTES))
                .contains(new Signer().sahut(after, BYTES));
    }

    @Test
    void outsideAnOverlapThereIsOneSignatureAndNoNext() {
        assertThat(alone.sahut(new Signer(), BYTES)).isEqualTo(new Signer().sahut(after, BYTES));
        assertThat(alone.sahutNext(new Signer(), BYTES)).isEmpty();
    }

    @Test
    void theirTextShowsNothingOfThem() {
        assertThat(overlapping.toString())
                .doesNotContain(before.reveal().substring(6))
                .doesNotContain(after.reveal().substring(6));
    }
}
