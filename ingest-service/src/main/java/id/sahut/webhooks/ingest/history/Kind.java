package id.sahut.webhooks.ingest.history;

import java.util.Optional;

/// Which database it is. Immutable.
enum Kind {
    /// A file of this process's own.
    SQLITE("jdbc:sqlite:", "sqlite", 1),
    /// One database for several processes.
    POSTGRESQL("jdbc:postgresql:", "postgresql", 500);

    private final String prefix;
    private final String folder;

    /// How many rows are asked for at one go: each question crosses a network, or does not.
    private final int atOnce;

    Kind(String prefix, String folder, int atOnce) {
        this.prefix = prefix;
        this.folder = folder;
        this.atOnce = atOnce;
    }

    static Optional<Kind> of(String url) {
        for (Kind kind : values()) {
            if (url.startsWith(kind.prefix)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    /// What a URL begins with.
    String prefix() {
        return prefix;
    }

    /// Where the tables' definitions are.
    String migrations() {
        return "classpath:id/sahut/webhooks/ingest/history/" + folder;
    }

    int atOnce() {
        return atOnce;
    }
}
