package id.sahut.webhooks.ingest.events;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/// A SHA-256: tells two texts apart without keeping either. Immutable; numbers rather than an
/// array, because there may be a million of them in memory.
record Fingerprint(long first, long second, long third, long fourth) {

    static final int BYTES = 32;

    public static Fingerprint of(byte[] bytes) {
        try {
            return from(ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(bytes)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// What [#hex] wrote; empty when it is something else.
    public static Optional<Fingerprint> parse(String hex) {
        if (hex.length() != 2 * BYTES || !hex.chars().allMatch(HexFormat::isHexDigit)) {
            return Optional.empty();
        }
        return Optional.of(from(ByteBuffer.wrap(HexFormat.of().parseHex(hex))));
    }

    static Fingerprint from(ByteBuffer bytes) {
        return new Fingerprint(bytes.getLong(), bytes.getLong(), bytes.getLong(), bytes.getLong());
    }

    void into(ByteBuffer bytes) {
        bytes.putLong(first).putLong(second).putLong(third).putLong(fourth);
    }

    public String hex() {
        var bytes = ByteBuffer.allocate(BYTES);
        into(bytes);
        return HexFormat.of().formatHex(bytes.array());
    }

    @Override
    public String toString() {
        return hex();
    }
}
