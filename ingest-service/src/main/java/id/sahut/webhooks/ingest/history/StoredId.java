package id.sahut.webhooks.ingest.history;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;
import java.util.HexFormat;

/// Ids as the database holds them. Stateless.
///
/// Those that follow from something are 32 hexadecimal digits behind a prefix: 16 bytes. Any other
/// is its text behind a byte of 1, or behind two where it would else have 16 bytes too.
final class StoredId {

    private static final int BYTES = 16;
    private static final byte MARK = 1;
    private static final HexFormat HEX = HexFormat.of();

    private StoredId() {}

    /// @param prefix of ids of this kind that are ours, such as `dlv_`
    static byte[] write(String prefix, String id) {
        if (id.length() == prefix.length() + 2 * BYTES && id.startsWith(prefix)) {
            String digits = id.substring(prefix.length());
            if (digits.chars()
                    .allMatch(it ->
                            Character.digit(it, 16) >= 0
                                    && it < 'g'
                                    && !Character.isUpperCase(it))) {
                return HEX.parseHex(digits);
            }
        }
        byte[] text = id.getBytes(US_ASCII);
        int marks = text.length + 1 == BYTES ? 2 : 1;
        var stored = new byte[text.length + marks];
        Arrays.fill(stored, 0, marks, MARK);
        System.arraycopy(text, 0, stored, marks, text.length);
        return stored;
    }

    static String read(String prefix, byte[] stored) {
        if (stored.length == BYTES) {
            return prefix + HEX.formatHex(stored);
        }
        int marks = stored.length > 1 && stored[1] == MARK ? 2 : 1;
        return new String(stored, marks, stored.length - marks, US_ASCII);
    }
}
