package id.sahut.webhooks.ingest.http;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/// A part of pages that changes with a release only, such as a style sheet. Immutable.
///
/// Its path holds a hash of what is in it, so a browser may keep it for good: another content has
/// another path.
///
/// @param document what is answered there
public record Asset(Document document) {

    private static final String FOR_GOOD = "public, max-age=31536000, immutable";
    private static final int HASH_BYTES = 8;

    /// @param path such as `/assets/page.css`
    public static Asset of(String path, String contentType, byte[] content) {
        String hash = hash(content);
        int dot = path.lastIndexOf('.');
        return new Asset(
                new Document(
                        path.substring(0, dot) + "." + hash + path.substring(dot),
                        contentType,
                        Map.of("Cache-Control", FOR_GOOD, "ETag", "\"" + hash + "\""),
                        content));
    }

    /// Where it is found, the hash included.
    public String path() {
        return document.path();
    }

    private static String hash(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
