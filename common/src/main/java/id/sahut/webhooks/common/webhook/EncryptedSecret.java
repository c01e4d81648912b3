package id.sahut.webhooks.common.webhook;

/// A secret at rest. Immutable; nobody changes [#ciphertext].
///
/// @param keyId which encryption key it was made with
/// @param ciphertext nonce, then AES-256-GCM ciphertext and tag
public record EncryptedSecret(String keyId, byte[] ciphertext) {

    @Override
    public String toString() {
        return "(encrypted with " + keyId + ")";
    }
}
