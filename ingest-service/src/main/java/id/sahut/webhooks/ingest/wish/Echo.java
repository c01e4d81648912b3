package id.sahut.webhooks.ingest.wish;

import java.util.List;
import java.util.stream.Collectors;

/// Repeats what the customer sent, so that they find it, but not all of it however long it is.
/// Stateless.
public final class Echo {

    /// Of any number of texts, so many are repeated.
    public static final int MAX_NAMED = 5;

    private static final int MAX_CHARACTERS = 64;

    private Echo() {}

    public static String of(List<String> texts) {
        return of(texts, texts.size());
    }

    /// @param first the first of the texts, [#MAX_NAMED] of them if there are as many
    /// @param count how many there are
    public static String of(List<String> first, int count) {
        String named =
                first.stream()
                        .limit(MAX_NAMED)
                        .map(it -> "'" + start(it) + "'")
                        .collect(Collectors.joining(", "));
        int rest = count - MAX_NAMED;
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
