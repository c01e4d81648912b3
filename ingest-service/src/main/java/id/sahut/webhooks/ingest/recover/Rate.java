package id.sahut.webhooks.ingest.recover;

/// How fast a recovery goes on: five pages a second, or pages of one, and none of more than 100.
/// Immutable.
///
/// @param perSecond deliveries, 1 to 10,000
record Rate(int perSecond) {

    private static final int PAGES_PER_SECOND = 5;
    private static final int MAX_PAGE = 100;
    private static final long SECOND_NANOS = 1_000_000_000;

    int page() {
        return Math.clamp(perSecond / PAGES_PER_SECOND, 1, MAX_PAGE);
    }

    /// How long after a page of so many began the next may begin.
    long pauseNanos(int deliveries) {
        return deliveries * SECOND_NANOS / perSecond;
    }
}
