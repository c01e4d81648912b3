package id.sahut.webhooks.dispatcher.attempt;

import id.sahut.webhooks.common.endpoint.AddressRules;
import id.sahut.webhooks.dispatcher.attempt.NameAnswer.Forbidden;
import id.sahut.webhooks.dispatcher.attempt.NameAnswer.Found;
import id.sahut.webhooks.dispatcher.attempt.NameAnswer.Unknown;
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
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;

/// Resolves endpoints' names, vets every address and remembers the answers. Safe for any thread,
/// and never blocks the one that asks: lookups have threads of their own.
final class Names {

    private final ConcurrentHashMap<String, Name> names = new ConcurrentHashMap<>();
    private final Set<PendingLookup> underWay = ConcurrentHashMap.newKeySet();
    private final AttemptLimits limits;
    private final AddressRules rules;
    private final Lookup lookup;
    private final LongSupplier nanoTime;
    private final Semaphore permits;
    private final Counter found;
    private final Counter forbidden;
    private final Counter unknown;
    private final Counter slow;
    private final Counter refused;
    private final Counter evictions;

    Names(
            AttemptLimits limits,
            AddressRules rules,
            Lookup lookup,
            LongSupplier nanoTime,
            MeterRegistry meters) {
        this.limits = limits;
        this.rules = rules;
        this.lookup = lookup;
        this.nanoTime = nanoTime;
        this.permits = new Semaphore(limits.lookups());
        this.found = meters.counter("sahut.dns.lookups", "result", "found");
        this.forbidden = meters.counter("sahut.dns.lookups", "result", "forbidden");
        this.unknown = meters.counter("sahut.dns.lookups", "result", "unknown");
        this.slow = meters.counter("sahut.dns.lookups.slow");
        this.refused = meters.counter("sahut.dns.lookups.refused");
        this.evictions = meters.counter("sahut.dns.evictions");
        meters.gaugeMapSize("sahut.dns.names", Tags.empty(), names);
    }

    /// The name's entry, which stays until it is unpinned.
    Name pin(String host) {
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
    CompletableFuture<NameAnswer> lookUp(Name name) {
        PendingLookup mine = new PendingLookup(name, nanoTime.getAsLong());
        Optional<PendingLookup> other = name.begin(mine);
        if (other.isPresent()) {
            return other.get().answer();
        }
        if (!permits.tryAcquire()) {
            refused.increment();
            mine.answer().complete(new Unknown("too many names are being looked up"));
            name.end();
            return mine.answer();
        }
        underWay.add(mine);
        Thread.ofVirtual().name("name-lookup").start(() -> run(mine));
        return mine.answer();
    }

    /// Gives up waiting for slow lookups. They go on, at most so many as there are permits, and
    /// what they find in the end is of use to the next attempt.
    void tick(long now) {
        for (PendingLookup pending : underWay) {
            if (now - pending.startedAt() >= limits.lookup().toNanos()
                    && pending.answer().complete(new Unknown("the name server is too slow"))) {
                slow.increment();
            }
        }
    }

    private void run(PendingLookup pending) {
        Name name = pending.name();
        NameAnswer answer = new Unknown("looking up the name failed");
        try {
            answer = ask(name.host());
        } finally {
            long kept =
                    (answer instanceof Unknown ? limits.unknownNameKept() : limits.nameKept())
                            .toNanos();
            NameAnswer learnt = name.learn(answer, nanoTime.getAsLong() + kept);
            underWay.remove(pending);
            permits.release();
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
        if (names.size() < limits.names()) {
            return;
        }
        long now = nanoTime.getAsLong();
        int enough = Math.max(1, limits.names() / 16);
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
