package id.sahut.webhooks.common.webhook;

import java.time.Instant;

/// The secret before the last rotation, which goes on signing beside the new one for a while, so
/// that a receiver has time to be given the new one. Immutable.
///
/// @param until from then on it signs nothing
public record PreviousSecret(EncryptedSecret secret, Instant until) {

    public boolean isValid(Instant now) {
        return now.isBefore(until);
    }
}
