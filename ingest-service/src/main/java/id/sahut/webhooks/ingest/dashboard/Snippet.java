package id.sahut.webhooks.ingest.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;

/// How a receiver verifies a POST, in one programming language. Immutable.
///
/// @param file beside which name a receiver may keep it
record Snippet(String language, String file, String code) {

    /// Those that are asked for most come first. Tests run them.
    static List<Snippet> all() {
        return List.of(
                read("Node.js", "verify.mjs"),
                read("Python", "verify.py"),
                read("Java", "Verify.java"),
                read("Go", "verify.go"),
                read("PHP", "verify.php"));
    }

    private static Snippet read(String language, String file) {
        return new Snippet(
                language, file, new String(Assets.read("snippets/" + file), UTF_8).strip());
    }
}
