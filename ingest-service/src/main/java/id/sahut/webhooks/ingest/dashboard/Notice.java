package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.ingest.http.Visitor;
import java.util.Optional;
import java.util.Set;

/// What came of the last thing that somebody did, at the top of a page. Immutable.
///
/// @param isGood whether it went as wished
/// @param delivery one that was sent, and of which more is to be told as it becomes known
record Notice(boolean isGood, String text, Optional<String> delivery) {

    /// What a form says has been done, as it sends its sender to the next page.
    static final String DONE = "done";

    private static final Set<String> ALL =
            Set.of(
                    "saved",
                    "enabled",
                    "disabled",
                    "deleted",
                    "revoked",
                    "resent",
                    "recovery-begun",
                    "recovery-stopped");

    static Optional<Notice> done(Visitor visitor, Texts texts) {
        return visitor.query(DONE).filter(ALL::contains).map(it -> good(texts.get("done." + it)));
    }

    static Notice good(String text) {
        return new Notice(true, text, Optional.empty());
    }

    /// That a delivery was sent.
    static Notice sent(String text, String delivery) {
        return new Notice(true, text, Optional.of(delivery));
    }

    static Notice bad(String text) {
        return new Notice(false, text, Optional.empty());
    }
}
