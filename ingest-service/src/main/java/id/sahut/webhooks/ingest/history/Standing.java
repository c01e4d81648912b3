package id.sahut.webhooks.ingest.history;

import java.util.Comparator;
import java.util.Optional;

/// How a delivery stands by one record's account. Immutable.
///
/// Records come in any order and more than once: of all accounts the greatest counts, so what
/// counts in the end is the same. The order is that of a delivery's life: a success, then how often
/// it was sent again, how many attempts were made, how often in a row it was set aside, and last
/// which of the topics says so.
///
/// ```
///   ... │ delivered │ resend │ attempts │ deferrals │ source
///    63 │    62     │ 40..53 │  32..39  │   4..31   │  0..3
/// ```
///
/// @param rank the order, in one number
/// @param status the latest answer's HTTP status, if there was an answer
/// @param atMs since when it stands so
/// @param nextMs when the next attempt is due
/// @param sinceMs since when it is set aside
/// @param reason why it is set aside, or was given up
record Standing(
        long rank,
        DeliveryState state,
        Optional<Integer> status,
        long atMs,
        Optional<Long> nextMs,
        Optional<Long> sinceMs,
        Optional<String> reason) {

    private static final int MAX_RESEND = 0x3fff;
    private static final int MAX_ATTEMPTS = 0xff;
    private static final int MAX_DEFERRALS = 0xfff_ffff;

    /// Two records of one rank say the same, unless somebody wrote one by hand; then the later one
    /// counts, or at least the same one always.
    private static final Comparator<Standing> ORDER =
            Comparator.comparingLong(Standing::rank)
                    .thenComparingLong(Standing::atMs)
                    .thenComparing(Standing::state)
                    .thenComparing(it -> it.status.orElse(-1))
                    .thenComparing(it -> it.nextMs.orElse(-1L))
                    .thenComparing(it -> it.sinceMs.orElse(-1L))
                    .thenComparing(it -> it.reason.orElse(""));

    /// Which topic gave the account; a later one knows more of the same moment.
    enum Source {
        FRESH(0),
        ATTEMPTED(1),
        PARKED(2),
        EXPIRED(3);

        private final int place;

        Source(int place) {
            this.place = place;
        }
    }

    static long rankOf(boolean delivered, int resend, int attempts, int deferrals, Source source) {
        return (delivered ? 1L << 62 : 0)
                | (long) Math.min(resend, MAX_RESEND) << 40
                | (long) Math.min(attempts, MAX_ATTEMPTS) << 32
                | (long) Math.min(deferrals, MAX_DEFERRALS) << 4
                | source.place;
    }

    /// How often it had been sent again.
    static int resend(long rank) {
        return (int) (rank >> 40) & MAX_RESEND;
    }

    /// How many attempts were made since it was sent, or sent again.
    static int attempts(long rank) {
        return (int) (rank >> 32) & MAX_ATTEMPTS;
    }

    static Standing greater(Standing one, Standing other) {
        return ORDER.compare(one, other) >= 0 ? one : other;
    }
}
