package id.sahut.webhooks.standalone.replay;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;

/// What a run has done of a partition, as the commit of its position says it: what the selection
/// takes, from one offset up to the position. Immutable.
///
/// @param from where it began
/// @param next the position: what has not been looked at yet
/// @param end before what it ends
record Done(Selection selection, long from, long next, long end) {

    private static final Pattern METADATA =
            Pattern.compile("v1 from=(\\d{1,18}) end=(\\d{1,18}) (.+)");

    /// @return empty when somebody else has made it
    static Optional<Done> read(OffsetAndMetadata committed) {
        Matcher parts = METADATA.matcher(committed.metadata());
        return parts.matches()
                ? Selection.parse(parts.group(3))
                        .map(selection ->
                                new Done(
                                        selection,
                                        Long.parseLong(parts.group(1)),
                                        committed.offset(),
                                        Long.parseLong(parts.group(2))))
                : Optional.empty();
    }

    OffsetAndMetadata commit() {
        return new OffsetAndMetadata(
                next, "v1 from=%d end=%d %s".formatted(from, end, selection.text()));
    }

    Done upTo(long offset) {
        return new Done(selection, from, Math.max(next, offset), end);
    }

    /// The same, to go on with where it ends later.
    Done until(long later) {
        return new Done(selection, from, next, Math.max(end, later));
    }

    boolean isOver() {
        return next >= end;
    }

    boolean covers(long offset) {
        return from <= offset && offset < next;
    }
}
