package id.sahut.webhooks.common.signing;

import id.sahut.webhooks.common.id.DeliveryId;
import java.time.Instant;
import java.util.Optional;

/// What one POST is signed with: a webhook's secret, and for a while after a rotation the one
/// before it too. Immutable.
///
/// A receiver that goes by Standard Webhooks finds both signatures in one header. The header of our
/// own holds a single one and its receivers compare it as a whole: it stays with the previous
/// secret until the overlap ends, and the next one is announced beside it.
///
/// @param previous the secret before the last rotation, during the overlap only
public record SigningSecrets(WebhookSecret current, Optional<WebhookSecret> previous) {

    /// `X-Sahut-Signature`.
    public String sahut(Signer signer, byte[] body) {
        return signer.sahut(previous.orElse(current), body);
    }

    /// `X-Sahut-Signature-Next`, during an overlap only: what [#sahut] will be after it.
    public Optional<String> sahutNext(Signer signer, byte[] body) {
        return previous.map(_ -> signer.sahut(current, body));
    }

    /// `webhook-signature`: the current secret's first, then the previous one's.
    public String standard(Signer signer, DeliveryId id, Instant attemptedAt, byte[] body) {
        String signature = signer.standard(current, id, attemptedAt, body);
        return previous.map(it -> signature + " " + signer.standard(it, id, attemptedAt, body))
                .orElse(signature);
    }
}
