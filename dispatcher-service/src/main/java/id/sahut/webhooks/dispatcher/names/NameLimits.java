package id.sahut.webhooks.dispatcher.names;

import java.time.Duration;

/// The limits of looking up names. Immutable.
///
/// @param lookup for resolving a name
/// @param kept how long a name's addresses are used before they are looked up again
/// @param unknownKept how long a name without addresses is not looked up again
/// @param most names that are cached, but never fewer than attempts under way need
/// @param lookups at most so many are under way at once; each may hold a platform thread
public record NameLimits(
        Duration lookup, Duration kept, Duration unknownKept, int most, int lookups) {

    /// After so long a lookup is late: who waits gets the name's last vetted answer, if there is
    /// one (RFC 8767).
    static final Duration LATE = Duration.ofMillis(500);

    /// So old may an answer be that takes a late one's place, from when it was learnt.
    static final Duration STALE_USED = Duration.ofHours(1);

    /// A domain gets a fourth of the lookups.
    private static final int DOMAINS_AT_ONCE = 4;

    public NameLimits {
        if (!lookup.isPositive() || !kept.isPositive() || !unknownKept.isPositive()) {
            throw new IllegalArgumentException(
                    "lookup %s, kept %s, unknownKept %s: each must be positive"
                            .formatted(lookup, kept, unknownKept));
        }
        if (most < 1 || lookups < 1) {
            throw new IllegalArgumentException(
                    "most %d, lookups %d: each must be at least 1".formatted(most, lookups));
        }
    }

    /// 2 s for a lookup, of which 128 at once; 20,000 names for half a minute each.
    public static NameLimits defaults() {
        return new NameLimits(
                Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofSeconds(5), 20_000, 128);
    }

    /// At most so many lookups are under way for the names of one domain: its name server may be
    /// slow, and others' must not wait for it.
    int lookupsPerDomain() {
        return Math.max(1, lookups / DOMAINS_AT_ONCE);
    }
}
