package id.sahut.webhooks.chaos.traffic;

import id.sahut.webhooks.chaos.evidence.Post;

/// How an endpoint answers: of a hundred, five fail always, five fail at first, and two hang until
/// the load is over. Its number decides.
public enum Behaviour {
    WELL,
    FAILS_ALWAYS,
    FAILS_TWICE,
    HANGS;

    /// The second of three POSTs is charged too, so a delivery has room for both.
    private static final int FAILURES = 2;

    public static Behaviour of(int webhook) {
        return switch (webhook % 100) {
            case 3, 23, 43, 63, 83 -> FAILS_ALWAYS;
            case 13, 33, 53, 73, 93 -> FAILS_TWICE;
            case 27, 77 -> HANGS;
            default -> WELL;
        };
    }

    boolean accepts(Post post) {
        return switch (this) {
            case WELL, HANGS -> true;
            case FAILS_ALWAYS -> false;
            case FAILS_TWICE -> post.attempt() > FAILURES;
        };
    }
}
