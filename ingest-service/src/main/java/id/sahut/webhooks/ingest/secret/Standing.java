package id.sahut.webhooks.ingest.secret;

import id.sahut.webhooks.ingest.secret.Versions.Place;
import id.sahut.webhooks.ingest.secret.Versions.Version;
import java.util.List;

/// How a record that we wrote stands among what others wrote about the same webhook meanwhile.
/// Immutable.
///
/// The others don't say what they made a record from. So a change that ours came after is written
/// again only where it is plain that nobody has seen ours yet: where ours is the last record, and
/// the first that we wrote. A deletion is for good, whatever came after it.
sealed interface Standing {

    /// Nothing was undone.
    record Settled() implements Standing {}

    /// Ours has undone this change, or somebody has who saw ours in place of a deletion; it has to
    /// be written again.
    record Undone(Version change) implements Standing {}

    /// One of several changes may be undone, and nobody but a person can tell.
    record Unclear() implements Standing {}

    /// @param since all records since the one that ours was made from, ours among them
    /// @param isAgain whether ours was itself a change that was written again
    static Standing of(List<Version> since, Place ours, boolean isAgain) {
        List<Version> deletions = since.stream().filter(it -> it.webhook().isEmpty()).toList();
        if (!deletions.isEmpty()) {
            return since.getLast().webhook().isEmpty()
                    ? new Settled()
                    : new Undone(deletions.getLast());
        }
        List<Version> before = since.stream().takeWhile(it -> !it.place().equals(ours)).toList();
        boolean isLast = since.getLast().place().equals(ours);
        if (before.isEmpty() && (isLast || !isAgain)) {
            return new Settled();
        }
        return isLast && !isAgain ? new Undone(before.getLast()) : new Unclear();
    }
}
