package id.sahut.webhooks.dispatcher.attempt;

import java.time.Duration;

/// The limits of every attempt. Immutable.
///
/// @param deadline for the whole exchange: name, connection, TLS, headers and body
/// @param lookup for resolving a name
/// @param nameKept how long a name's addresses are used before they are looked up again
/// @param unknownNameKept how long a name without addresses is not looked up again
/// @param names at most so many are cached, but never fewer than attempts under way need
/// @param lookups at most so many are under way at once; each may hold a platform thread
/// @param clients each has one thread that does the network's work
public record AttemptLimits(
        Duration deadline,
        Duration lookup,
        Duration nameKept,
        Duration unknownNameKept,
        int names,
        int lookups,
        int clients) {

    /// So much of an answer's body is read: an endpoint that sends more is hung up on.
    static final int ANSWER_BYTES_READ = 16 * 1_024;

    /// So much of an answer's body is kept for the delivery history.
    static final int ANSWER_BYTES_KEPT = 1_024;

    /// After so long a lookup is late: who waits gets the name's last vetted answer, if there is
    /// one (RFC 8767).
    static final Duration LOOKUP_LATE = Duration.ofMillis(500);

    /// So old may an answer be that takes a late one's place, from when it was learnt.
    static final Duration STALE_NAME_USED = Duration.ofHours(1);

    /// A domain gets a fourth of the lookups.
    private static final int DOMAINS_AT_ONCE = 4;

    public AttemptLimits {
        requirePositive("deadline", deadline);
        requirePositive("lookup", lookup);
        requirePositive("nameKept", nameKept);
        requirePositive("unknownNameKept", unknownNameKept);
        if (names < 1 || lookups < 1 || clients < 1) {
            throw new IllegalArgumentException(
                    "names "
                            + names
                            + ", lookups "
                            + lookups
                            + ", clients "
                            + clients
                            + ": each must be at least 1");
        }
    }

    /// 10 s for an attempt, of which 2 s for the name; one client per core.
    public static AttemptLimits defaults() {
        return new AttemptLimits(
                Duration.ofSeconds(10),
                Duration.ofSeconds(2),
                Duration.ofSeconds(30),
                Duration.ofSeconds(5),
                20_000,
                128,
                Runtime.getRuntime().availableProcessors());
    }

    /// The same with another deadline.
    public AttemptLimits withDeadline(Duration other) {
        return new AttemptLimits(other, lookup, nameKept, unknownNameKept, names, lookups, clients);
    }

    /// At most so many lookups are under way for the names of one domain: its name server may be
    /// slow, and others' must not wait for it.
    int lookupsPerDomain() {
        return Math.max(1, lookups / DOMAINS_AT_ONCE);
    }

    private static void requirePositive(String name, Duration duration) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException(name + " is " + duration + ", must be positive");
        }
    }
}
