package id.sahut.webhooks.ingest.fanout;

/// The part of a partition's log behind which a process had died, as somebody else has found it.
/// Immutable.
///
/// @param from where it begins
/// @param readable up to where each record can be read, one at a time
/// @param next where to go on behind what can't be; the same offset where there is none of that
record Stretch(long from, long readable, long next) {

    boolean isWhole() {
        return readable == next;
    }
}
