package id.sahut.webhooks.ingest.dashboard;

/// JSON in lines, for people to read. Stateless.
///
/// It is not read and written anew: numbers stay as they were sent, and a name that is there twice
/// stays there twice. What is no JSON comes out as it is, with a line here and there.
final class Indented {

    private static final int MAX_INDENT = 32;

    private Indented() {}

    /// @param limit no more characters than that, or a few
    static String json(String text, int limit) {
        var lines = new StringBuilder(Math.min(text.length() * 2, limit + 1));
        int depth = 0;
        boolean inText = false;
        for (int i = 0; i < text.length() && lines.length() < limit; i++) {
            char c = text.charAt(i);
            if (inText) {
                lines.append(c);
                if (c == '\\' && i + 1 < text.length()) {
                    lines.append(text.charAt(++i));
                } else if (c == '"') {
                    inText = false;
                }
                continue;
            }
            switch (c) {
                case ' ', '\n', '\r', '\t' -> {}
                case '{', '[' -> {
                    lines.append(c);
                    char end = c == '{' ? '}' : ']';
                    int next = pastSpace(text, i + 1);
                    if (next < text.length() && text.charAt(next) == end) {
                        lines.append(end);
                        i = next;
                    } else {
                        line(lines, ++depth);
                    }
                }
                case '}', ']' -> {
                    depth = Math.max(0, depth - 1);
                    line(lines, depth);
                    lines.append(c);
                }
                case ',' -> {
                    lines.append(c);
                    line(lines, depth);
                }
                case ':' -> lines.append(": ");
                default -> {
                    inText = c == '"';
                    lines.append(c);
                }
            }
        }
        return lines.toString();
    }

    private static int pastSpace(String text, int from) {
        int i = from;
        while (i < text.length() && " \n\r\t".indexOf(text.charAt(i)) >= 0) {
            i++;
        }
        return i;
    }

    private static void line(StringBuilder lines, int depth) {
        lines.append('\n').repeat("  ", Math.min(depth, MAX_INDENT));
    }
}
