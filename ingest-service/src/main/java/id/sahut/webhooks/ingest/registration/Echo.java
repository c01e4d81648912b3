package id.sahut.webhooks.ingest.registration;

import java.util.List;
import java.util.stream.Collectors;

/// Repeats what the customer sent, so that they find it, but not all of it however long it is.
/// Stateless.
final class Echo {

    private static final int MAX_CHARACTERS = 64;
    private static final int MAX_NAMED = 5;

    private Echo() {}

    static String of(List<String> texts) {
        String named =
                texts.stream()
                        .limit(MAX_NAMED)
                        .map(it -> "'" + start(it) + "'")
                        .collect(Collectors.joining(", "));
        int rest = texts.size() - MAX_NAMED;
        return rest > 0 ? "%s and %d more".formatted(named, rest) : named;
    }

    private static String start(String text) {
        var start = new StringBuilder();
        text.codePoints()
                .limit(MAX_CHARACTERS)
                .forEach(it -> start.appendCodePoint(Characters.isWritable(it) ? it : '?'));
        return start.length() < text.length() ? start + "…" : start.toString();
    }
}
