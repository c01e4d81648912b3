package id.sahut.webhooks.common.endpoint;

import java.text.Normalizer;
import java.util.Locale;

/// Looks into `xn--` labels (RFC 3492), so that none hides characters which a later mapping would
/// turn into others. Stateless.
///
/// The JDK's decoder can't be asked: it hands a label back as it was, without saying why, also
/// where only the edition of IDNA differs.
final class Punycode {

    private static final int BASE = 36;

    private Punycode() {}

    /// Whether the lower-case label decodes to something that belongs in a label: not plain ASCII
    /// and already in the form that mapping would give it.
    static boolean isCanonical(String label) {
        String decoded = decode(label.substring("xn--".length()));
        return !decoded.isEmpty()
                && decoded.chars().anyMatch(c -> c >= 0x80)
                && decoded.codePoints().allMatch(Punycode::belongsInALabel)
                && decoded.equals(
                        Normalizer.normalize(
                                decoded.toLowerCase(Locale.ROOT), Normalizer.Form.NFKC));
    }

    /// Whether the lower-case label decodes to something with a digit of any script.
    static boolean hasDigit(String label) {
        return decode(label.substring("xn--".length())).codePoints().anyMatch(Character::isDigit);
    }

    private static boolean belongsInALabel(int codePoint) {
        return codePoint == '-'
                || codePoint == '\u00b7'
                || Character.isLetterOrDigit(codePoint)
                || switch (Character.getType(codePoint)) {
                    case Character.NON_SPACING_MARK,
                            Character.COMBINING_SPACING_MARK,
                            Character.OTHER_SYMBOL ->
                            true;
                    default -> codePoint == 0x200c || codePoint == 0x200d;
                };
    }

    /// Empty when the text is no punycode.
    private static String decode(String text) {
        int basic = text.lastIndexOf('-');
        StringBuilder decoded = new StringBuilder(basic > 0 ? text.substring(0, basic) : "");
        int n = 0x80;
        int bias = 72;
        long i = 0;
        int points = decoded.length();
        for (int at = basic > 0 ? basic + 1 : 0; at < text.length(); points++) {
            long before = i;
            long weight = 1;
            for (int k = BASE; ; k += BASE) {
                int digit = at < text.length() ? digit(text.charAt(at++)) : -1;
                i += digit * weight;
                if (digit < 0 || i > Integer.MAX_VALUE) {
                    return "";
                }
                int threshold = Math.clamp((long) k - bias, 1, 26);
                if (digit < threshold) {
                    break;
                }
                weight *= BASE - threshold;
            }
            bias = adapted(i - before, points + 1, before == 0);
            n += (int) (i / (points + 1));
            i %= points + 1;
            if (!Character.isValidCodePoint(n)) {
                return "";
            }
            decoded.insert(decoded.offsetByCodePoints(0, (int) i), Character.toString(n));
            i++;
        }
        return decoded.toString();
    }

    private static int digit(char c) {
        if (c >= 'a' && c <= 'z') {
            return c - 'a';
        }
        return c >= '0' && c <= '9' ? c - '0' + 26 : -1;
    }

    private static int adapted(long delta, int points, boolean first) {
        long left = first ? delta / 700 : delta / 2;
        left += left / points;
        int k = 0;
        while (left > (BASE - 1) * 26 / 2) {
            left /= BASE - 1;
            k += BASE;
        }
        return (int) (k + BASE * left / (left + 38));
    }
}
