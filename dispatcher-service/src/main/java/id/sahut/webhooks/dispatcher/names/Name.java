package id.sahut.webhooks.dispatcher.names;

import id.sahut.webhooks.dispatcher.names.NameAnswer.Found;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One name's place in the cache: what is known about it, who is finding out, and how many attempts
/// rely on it. Safe for any thread.
public final class Name {

    private static final int EVICTED = -1;

    /// Addresses that could not be connected to, which are remembered of one name.
    private static final int MAX_DEMOTED = 32;

    /// An answer, since when it is known and until when it counts, in nanoseconds of the client's
    /// clock.
    private record Known(NameAnswer answer, long since, long until) {}

    private final String host;
    private final AtomicReference<@Nullable Known> known = new AtomicReference<>();
    private final AtomicReference<@Nullable PendingLookup> pending = new AtomicReference<>();
    private final AtomicInteger pins = new AtomicInteger();

    /// What could not be connected to, the latest last.
    private final AtomicReference<List<InetAddress>> demoted = new AtomicReference<>(List.of());

    Name(String host) {
        this.host = host;
    }

    String host() {
        return host;
    }

    /// The part of the name that somebody has registered, and whose name servers one party runs:
    /// its last two labels, or three where these look like `co.id`. That is a guess in place of the
    /// public suffix list, and a wrong one costs little: `a.t.co` and `b.t.co` pass for two
    /// domains, and all of `github.io` for one, which then share or don't share a limit on lookups.
    String domain() {
        String[] labels = host.split("\\.");
        int n = labels.length;
        boolean three = n > 2 && labels[n - 1].length() == 2 && labels[n - 2].length() <= 3;
        return String.join(".", Arrays.copyOfRange(labels, Math.max(0, n - (three ? 3 : 2)), n));
    }

    /// Keeps this name in the cache until [#unpin]; false when it has just been evicted.
    boolean pin() {
        int before = pins.getAndUpdate(n -> n == EVICTED ? EVICTED : n + 1);
        return before != EVICTED;
    }

    public void unpin() {
        pins.decrementAndGet();
    }

    /// Whether nothing relies on this name any more, which then stays so.
    boolean evict() {
        return pending.get() == null && pins.compareAndSet(0, EVICTED);
    }

    boolean expired(long now) {
        Known latest = known.get();
        return latest == null || now - latest.until >= 0;
    }

    /// What is known and still counts.
    public Optional<NameAnswer> answer(long now) {
        Known latest = known.get();
        return latest == null || now - latest.until >= 0
                ? Optional.empty()
                : Optional.of(latest.answer);
    }

    /// The addresses vetted last, in place of an answer that is late. Empty when they are older
    /// than that, and when the latest answer was another: what has turned out to be unknown or
    /// forbidden is not called at the address before.
    Optional<NameAnswer> stale(long now, Duration oldest) {
        Known latest = known.get();
        return latest != null
                        && latest.answer instanceof Found
                        && now - latest.since <= oldest.toNanos()
                ? Optional.of(latest.answer)
                : Optional.empty();
    }

    /// The addresses vetted last, for an attempt under way that connects again.
    public Optional<Vetted> vetted() {
        Known latest = known.get();
        return latest != null && latest.answer instanceof Found(Vetted vetted)
                ? Optional.of(vetted)
                : Optional.empty();
    }

    NameAnswer learn(NameAnswer answer, long now, Duration kept) {
        NameAnswer better =
                answer instanceof Found(Vetted vetted)
                        ? new Found(vetted.withLast(demoted.get()))
                        : answer;
        known.set(new Known(better, now, now + kept.toNanos()));
        return better;
    }

    /// Puts an address that could not be connected to behind the others, also when the name is
    /// looked up again and the answer has them in another order, or is another part of them.
    public void demote(InetAddress address) {
        List<InetAddress> last =
                demoted.updateAndGet(before ->
                        Stream.concat(
                                        before.stream().filter(it -> !it.equals(address)),
                                        Stream.of(address))
                                .skip(
                                        before.contains(address) || before.size() < MAX_DEMOTED
                                                ? 0
                                                : 1)
                                .toList());
        known.updateAndGet(latest ->
                latest != null && latest.answer instanceof Found(Vetted vetted)
                        ? new Known(new Found(vetted.withLast(last)), latest.since, latest.until)
                        : latest);
    }

    /// The lookup under way that the given one has to leave the field to, if there is one.
    Optional<PendingLookup> begin(PendingLookup lookup) {
        return Optional.ofNullable(pending.compareAndExchange(null, lookup));
    }

    void end() {
        pending.set(null);
    }
}
