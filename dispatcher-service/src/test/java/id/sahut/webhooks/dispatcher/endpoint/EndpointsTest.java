package id.sahut.webhooks.dispatcher.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.endpoint.AddressRules;
import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.signing.SigningSecrets;
import id.sahut.webhooks.common.signing.WebhookSecret;
import id.sahut.webhooks.common.webhook.EncryptedSecret;
import id.sahut.webhooks.common.webhook.PreviousSecret;
import id.sahut.webhooks.common.webhook.SecretBox;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.dispatcher.endpoint.Endpoints.Destination;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class EndpointsTest {

    private static final WorkspaceId WORKSPACE = new WorkspaceId("ws_1");
    private static final WebhookId ID = new WebhookId("wh_1");
    private static final Instant NOW = Instant.parse("2024-03-15T08:30:00Z");

    private final Random random = new Random(1);
    private final SecretBox box = SecretBox.of(SecretBox.newKey(random), random);
    private final SecretBox foreign = SecretBox.of(SecretBox.newKey(random), random);
    private final WebhookSecret before = WebhookSecret.random(random);
    private final WebhookSecret after = WebhookSecret.random(random);
    private final Map<WebhookId, Webhook> registered = new HashMap<>();
    private final AtomicBoolean allAreKnown = new AtomicBoolean(true);
    private final Endpoints endpoints =
            new Endpoints(
                    id -> Optional.ofNullable(registered.get(id)),
                    () -> allAreKnown.getAndSet(true),
                    box,
                    AddressRules.publicOnly(),
                    "test");

    @Test
    void thePreviousSecretSignsUntilTheOverlapEndsAndNotAMomentLonger() {
        register(box, Optional.of(new PreviousSecret(sealed(box, before), NOW)), true);

        assertThat(secretsAt(NOW.minusMillis(1)))
                .isEqualTo(new SigningSecrets(after, Optional.of(before)));
        assertThat(secretsAt(NOW)).isEqualTo(new SigningSecrets(after, Optional.empty()));
    }

    @Test
    void aChangedRegistrationCountsAtOnce() {
        register(box, Optional.empty(), true);
        assertThat(endpoints.of(ID, NOW)).isInstanceOf(Destination.Ready.class);
        register(box, Optional.empty(), false);
        assertThat(endpoints.of(ID, NOW)).isInstanceOf(Destination.Disabled.class);
        registered.clear();
        assertThat(endpoints.of(ID, NOW)).isEqualTo(new Destination.Unknown(true));
    }

    @Test
    void thatThereIsNoSuchWebhookIsOnlyCertainWhereAllWereKnownBeforeItWasLookedFor() {
        allAreKnown.set(false);

        assertThat(endpoints.of(ID, NOW)).isEqualTo(new Destination.Unknown(false));
        assertThat(endpoints.of(ID, NOW)).isEqualTo(new Destination.Unknown(true));
    }

    @Test
    void aSecretThatNoKeyOpensLocksItsWebhook() {
        register(foreign, Optional.empty(), true);

        assertThat(endpoints.of(ID, NOW)).isInstanceOf(Destination.Locked.class);
    }

    @Test
    void aPreviousSecretThatNoKeyOpensLocksItsWebhookOnlyWhileItIsNeeded() {
        register(box, Optional.of(new PreviousSecret(sealed(foreign, before), NOW)), true);

        assertThat(endpoints.of(ID, NOW.minusMillis(1))).isInstanceOf(Destination.Locked.class);
        assertThat(secretsAt(NOW)).isEqualTo(new SigningSecrets(after, Optional.empty()));
    }

    private SigningSecrets secretsAt(Instant now) {
        return ((Destination.Ready) endpoints.of(ID, now)).secrets();
    }

    private void register(SecretBox with, Optional<PreviousSecret> previous, boolean enabled) {
        registered.put(
                ID,
                new Webhook(
                        ID,
                        WORKSPACE,
                        "https://example.com/hook",
                        EventCatalogue.builtIn().types(),
                        sealed(with, after),
                        previous,
                        Optional.empty(),
                        enabled,
                        NOW,
                        NOW));
    }

    private static EncryptedSecret sealed(SecretBox with, WebhookSecret secret) {
        return with.seal(secret, WORKSPACE, ID);
    }
}
