package id.sahut.webhooks.dispatcher.names;

import id.sahut.webhooks.common.endpoint.AddressRules;
import id.sahut.webhooks.dispatcher.names.NameAnswer.Busy;
import id.sahut.webhooks.dispatcher.names.NameAnswer.Forbidden;
import id.sahut.webhooks.dispatcher.names.NameAnswer.Found;
import id.sahut.webhooks.dispatcher.names.NameAnswer.Unknown;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Resolves endpoints' names, vets every address and remembers the answers. Safe for any thread,
/// and never blocks the one that asks: lookups have threads of their own.
///
/// A name server that is slow costs little: its names' last answers are used while new ones are
/// late, and one domain's lookups never take all there are.
public final class Names {

    private final ConcurrentHashMap<String, Name> names = new ConcurrentHashMap<>();
    private final Set<PendingLookup> underWay = ConcurrentHashMap.newKeySet();
    private final NameLimits limits;
    private final AddressRules rules;
    private final Lookup lookup;
    private final LongSupplier nanoTime;
    private final LookupPermits permits;
    private final Counter found;
    private final Counter forbidden;
    private final Counter unknown;
    private final Counter slow;
    private final Counter refused;
    private final Counter servedStale;
    private final Counter evictions;

    public Names(
            NameLimits limits,
            AddressRules rules,
            Lookup lookup,
            LongSupplier nanoTime,
            MeterRegistry meters) {
        this.limits = limits;
        this.rules = rules;
        this.lookup = lookup;
        this.nanoTime = nanoTime;
        this.permits = new LookupPermits(limits.lookups(), limits.lookupsPerDomain());
        this.found = meters.counter("sahut.dns.lookups", "result", "found");
        this.forbidden = meters.counter("sahut.dns.lookups", "result", "forbidden");
        this.unknown = meters.counter("sahut.dns.lookups", "result", "unknown");
        this.slow = meters.counter("sahut.dns.lookups.slow");
        this.refused = meters.counter("sahut.dns.lookups.refused");
        this.servedStale = meters.counter("sahut.dns.served.stale");
        this.evictions = meters.counter("sahut.dns.evictions");
        meters.gaugeMapSize("sahut.dns.names", Tags.empty(), names);
    }

    /// The name's entry, which stays until it is unpinned.
    public Name pin(String host) {
        while (true) {
            Name name = names.get(host);
            if (name == null) {
                makeRoom();
                name = names.computeIfAbsent(host, Name::new);
            }
            if (name.pin()) {
                return name;
            }
            names.remove(host, name);
        }
    }

    /// The addresses last vetted for a name that an attempt under way has pinned, after the first
    /// of them could not be connected to: the client itself asks, which it does to try again.
    Optional<Vetted> again(String host) {
        Name name = names.get(host);
        if (name == null) {
            return Optional.empty();
        }
        name.vetted().ifPresent(vetted -> name.demote(vetted.first()));
        return name.vetted();
    }

    /// Finds out about a name, together with whoever else wants to know.
    public CompletableFuture<NameAnswer> lookUp(Name name) {
        long now = nanoTime.getAsLong();
        PendingLookup mine = new PendingLookup(name, now);
        Optional<PendingLookup> other = name.begin(mine);
        if (other.isPresent()) {
            return shared(other.get(), now);
        }
        if (!permits.tryAcquire(name.domain())) {
            refused.increment();
            Optional<NameAnswer> stale = stale(name, now);
            stale.ifPresent(_ -> servedStale.increment());
            mine.answer().complete(stale.orElseGet(() -> new Busy()));
            name.end();
            return mine.answer();
        }
        underWay.add(mine);
        Thread.ofVirtual().name("name-lookup").start(() -> run(mine));
        return mine.answer();
    }

    /// Gives those who wait for slow lookups the last answer, and gives up waiting where there is
    /// none. The lookups go on, at most so many as there are permits, and what they find in the end
    /// is of use to the next attempt.
    public void tick(long now) {
        for (PendingLookup pending : underWay) {
            if (pending.isLate(now) && !pending.answer().isDone()) {
                stale(pending.name(), now)
                        .filter(pending.answer()::complete)
                        .ifPresent(_ -> servedStale.increment());
            }
            if (now - pending.startedAt() >= limits.lookup().toNanos()
                    && pending.slow().compareAndSet(false, true)) {
                slow.increment();
                pending.answer().complete(new Unknown("the name server is too slow"));
            }
        }
    }

    /// Who comes when a lookup is late already gets the last answer as it is now: with what could
    /// not be connected to meanwhile behind the others.
    private static CompletableFuture<NameAnswer> shared(PendingLookup other, long now) {
        Optional<NameAnswer> stale =
                other.isLate(now) ? stale(other.name(), now) : Optional.empty();
        return stale.map(CompletableFuture::completedFuture).orElse(other.answer());
    }

    private static Optional<NameAnswer> stale(Name name, long now) {
        return name.stale(now, NameLimits.STALE_USED);
    }

    private void run(PendingLookup pending) {
        Name name = pending.name();
        NameAnswer answer = new Unknown("looking up the name failed");
        try {
            answer = ask(name.host());
        } finally {
            NameAnswer learnt =
                    name.learn(
                            answer,
                            nanoTime.getAsLong(),
                            answer instanceof Unknown ? limits.unknownKept() : limits.kept());
            underWay.remove(pending);
            permits.release(name.domain());
            name.end();
            pending.answer().complete(learnt);
        }
    }

    private NameAnswer ask(String host) {
        InetAddress[] all;
        try {
            all = host.equals("localhost") ? loopback() : lookup.byName(host);
        } catch (UnknownHostException nobody) {
            all = new InetAddress[0];
        }
        if (all.length == 0) {
            unknown.increment();
            return new Unknown("the name has no address");
        }
        for (InetAddress address : all) {
            if (!rules.permits(address)) {
                forbidden.increment();
                return new Forbidden(address);
            }
        }
        found.increment();
        return new Found(Vetted.of(host, all));
    }

    /// Never asked of a name server (RFC 6761), and only those of the two that are allowed.
    private InetAddress[] loopback() {
        return Arrays.stream(new String[] {"127.0.0.1", "::1"})
                .map(InetAddress::ofLiteral)
                .filter(rules::permits)
                .toArray(InetAddress[]::new);
    }

    private void makeRoom() {
        if (names.size() < limits.most()) {
            return;
        }
        long now = nanoTime.getAsLong();
        int enough = Math.max(1, limits.most() / 16);
        int freed = evict(enough, now, true);
        if (freed == 0) {
            evict(enough, now, false);
        }
    }

    private int evict(int enough, long now, boolean onlyExpired) {
        int freed = 0;
        for (Name name : names.values()) {
            if (freed < enough
                    && (!onlyExpired || name.expired(now))
                    && name.evict()
                    && names.remove(name.host(), name)) {
                freed++;
            }
        }
        evictions.increment(freed);
        return freed;
    }
}
