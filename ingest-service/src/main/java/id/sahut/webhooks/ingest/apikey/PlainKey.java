package id.sahut.webhooks.ingest.apikey;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// An API key itself, as its owner has it. Immutable.
///
/// Shown once, when it is made; kept nowhere. Its text is hidden everywhere but where it is asked
/// for by name.
///
/// @param reveal the whole key, `sk_live_` included
public record PlainKey(String reveal) {

    public static final String PREFIX = "sk_live_";

    /// 40 of these are 238 random bits: a plain hash is enough, there is nothing to guess.
    private static final String ALPHABET =
            "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    private static final int RANDOM_CHARACTERS = 40;
    private static final int HINT_CHARACTERS = 4;

    /// @param random a secure one
    static PlainKey random(RandomGenerator random) {
        var key = new StringBuilder(PREFIX);
        for (int i = 0; i < RANDOM_CHARACTERS; i++) {
            key.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return new PlainKey(key.toString());
    }

    /// What is stored in its place, in lower-case hex.
    String sha256() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(reveal.getBytes(UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /// Enough for its owner to tell it from others, too little to use.
    String hint() {
        return PREFIX + "…" + reveal.substring(reveal.length() - HINT_CHARACTERS);
    }

    @Override
    public String toString() {
        return PREFIX + "(hidden)";
    }
}
