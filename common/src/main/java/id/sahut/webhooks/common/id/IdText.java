package id.sahut.webhooks.common.id;

/// What the text of an id may look like. Stateless.
///
/// Ids are opaque: published samples hold letters that ULIDs forbid, so nothing beyond the alphabet
/// is checked.
final class IdText {

    private static final int MAX_SUFFIX = 64;
    private static final int MAX_TOKEN = 128;

    private IdText() {}

    static boolean isPrefixed(String prefix, String text) {
        int length = text.length() - prefix.length();
        if (length < 1 || length > MAX_SUFFIX || !text.startsWith(prefix)) {
            return false;
        }
        for (int i = prefix.length(); i < text.length(); i++) {
            if (!isLetterOrDigit(text.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    static void requirePrefixed(String prefix, String text) {
        if (!isPrefixed(prefix, text)) {
            throw new IllegalArgumentException(
                    "an id must be '%s' and 1 to %d letters and digits, not '%s'"
                            .formatted(prefix, MAX_SUFFIX, start(text)));
        }
    }

    static boolean isToken(String text) {
        if (text.isEmpty() || text.length() > MAX_TOKEN) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) >= 0x7f) {
                return false;
            }
        }
        return true;
    }

    static void requireToken(String text) {
        if (!isToken(text)) {
            throw new IllegalArgumentException(
                    "an id must be 1 to %d visible ASCII characters, not '%s'"
                            .formatted(MAX_TOKEN, start(text)));
        }
    }

    private static boolean isLetterOrDigit(char c) {
        return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    }

    private static String start(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }
}
