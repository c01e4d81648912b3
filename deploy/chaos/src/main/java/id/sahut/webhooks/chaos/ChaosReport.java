package id.sahut.webhooks.chaos;

import id.sahut.webhooks.bench.report.Cell;
import id.sahut.webhooks.bench.report.Table;
import id.sahut.webhooks.bench.report.TextTable;
import id.sahut.webhooks.chaos.cluster.Part;
import id.sahut.webhooks.chaos.evidence.Evidence;
import id.sahut.webhooks.chaos.evidence.Findings;
import id.sahut.webhooks.chaos.evidence.Post;
import id.sahut.webhooks.chaos.fault.Kind;
import id.sahut.webhooks.chaos.guarantee.BoundedDuplicates;
import id.sahut.webhooks.chaos.guarantee.Guarantee;
import id.sahut.webhooks.chaos.guarantee.NeverEarly;
import id.sahut.webhooks.chaos.guarantee.NeverMoreThanSix;
import id.sahut.webhooks.chaos.guarantee.NoForkedRetries;
import id.sahut.webhooks.chaos.guarantee.NoRetryAfterSuccess;
import id.sahut.webhooks.chaos.guarantee.NothingFound;
import id.sahut.webhooks.chaos.guarantee.NothingLost;
import id.sahut.webhooks.chaos.traffic.Behaviour;
import java.util.ArrayList;
import java.util.List;

/// What a run has found. Immutable.
///
/// @param broken what broke a promise, or kept the run from being judged; a line each
public record ChaosReport(List<Table> tables, List<String> broken) {

    /// Copies the lists.
    public ChaosReport {
        tables = List.copyOf(tables);
        broken = List.copyOf(broken);
    }

    /// What was seen while it went on.
    ///
    /// @param fromNanos when the first fault could be done
    /// @param toNanos when all were up again
    record Watched(Findings notTheirs, Findings notSigned, long fromNanos, long toNanos) {}

    /// Whether all promises were kept.
    public boolean isKept() {
        return broken.isEmpty();
    }

    static ChaosReport of(
            ChaosOptions options, Evidence evidence, Watched watched, List<String> problems) {
        var broken = new ArrayList<>(problems);
        var verdicts = new Table("what is promised", "promise", "broken");
        var duplicates = new BoundedDuplicates().account(evidence);
        add(verdicts, broken, "BoundedDuplicates", duplicates.findings());
        for (Guarantee it :
                List.of(
                        new NothingLost(),
                        new NeverEarly(),
                        new NeverMoreThanSix(),
                        new NoRetryAfterSuccess(),
                        new NoForkedRetries(),
                        NothingFound.tenantsApart(watched.notTheirs),
                        NothingFound.signedRight(watched.notSigned))) {
            add(verdicts, broken, it.name(), it.judge(evidence));
        }
        var wells = firstAttemptsAtWellOnes(evidence);
        long stallMs = longestStallMs(wells, watched);
        options.plan()
                .longestStall()
                .filter(it -> stallMs > it.toMillis())
                .ifPresent(it ->
                        broken.add(
                                "first attempts stood still for %d ms, and %d are allowed"
                                        .formatted(stallMs, it.toMillis())));
        return new ChaosReport(
                List.of(
                        faults(evidence),
                        deliveries(options, evidence, wells, stallMs),
                        again(duplicates),
                        verdicts),
                broken);
    }

    private static void add(
            Table verdicts, List<String> broken, String promise, Findings findings) {
        verdicts.row(Cell.of(promise), Cell.of(findings.count()));
        findings.examples().forEach(it -> broken.add(promise + ": " + it));
    }

    private static Table faults(Evidence evidence) {
        var table = new Table("faults", "process", "kill -9", "SIGTERM", "SIGSTOP", "lost");
        for (Part part : Part.values()) {
            table.row(
                    Cell.of(part.toString()),
                    count(evidence, part, Kind.KILL),
                    count(evidence, part, Kind.TERMINATE),
                    count(evidence, part, Kind.PAUSE),
                    count(evidence, part, Kind.LOSE));
        }
        return table;
    }

    private static Cell count(Evidence evidence, Part part, Kind kind) {
        return Cell.of(
                evidence.struck().stream()
                        .filter(it -> it.fault().member().part() == part)
                        .filter(it -> it.fault().kind() == kind)
                        .count());
    }

    private static List<Post> firstAttemptsAtWellOnes(Evidence evidence) {
        return evidence.arrivals().all().stream()
                .filter(it -> it.attempt() == 1)
                .filter(ChaosReport::isToAWellOne)
                .toList();
    }

    private static Table deliveries(
            ChaosOptions options, Evidence evidence, List<Post> wells, long stallMs) {
        var latencies = wells.stream().mapToInt(Post::latencyMs).sorted().toArray();
        return new Table(
                        "deliveries, the times of those to endpoints that are well",
                        "faults",
                        "events",
                        "POSTs",
                        "expired",
                        "p50 ms",
                        "p99 ms",
                        "max ms",
                        "longest stall ms")
                .row(
                        Cell.of(options.plan().title()),
                        Cell.of(evidence.events()),
                        Cell.of(evidence.arrivals().count()),
                        Cell.of(evidence.topics().expiredEvents()),
                        percentile(latencies, 50),
                        percentile(latencies, 99),
                        percentile(latencies, 100),
                        Cell.of(stallMs));
    }

    private static boolean isToAWellOne(Post post) {
        return Behaviour.of((int) (post.event() % Chaos.WEBHOOKS)) == Behaviour.WELL;
    }

    private static Cell percentile(int[] sorted, int percent) {
        return sorted.length == 0
                ? Cell.nothing()
                : Cell.of((long) sorted[(int) ((sorted.length - 1L) * percent / 100)]);
    }

    /// The longest time without a first attempt while the load went on.
    private static long longestStallMs(List<Post> wells, Watched watched) {
        long longest = 0;
        long last = watched.fromNanos;
        for (Post post : wells) {
            if (post.arrivedNanos() >= watched.fromNanos
                    && post.arrivedNanos() <= watched.toNanos) {
                longest = Math.max(longest, post.arrivedNanos() - last);
                last = post.arrivedNanos();
            }
        }
        return Math.max(longest, watched.toNanos - last) / 1_000_000;
    }

    private static Table again(BoundedDuplicates.Account account) {
        return new Table("made again", "what", "so often", "at most", "for faults")
                .row(
                        Cell.of("POSTs"),
                        Cell.of((long) account.again()),
                        Cell.of((long) account.bound()),
                        Cell.of((long) account.torn().size()))
                .row(
                        Cell.of("POSTs not answered when their partition changed hands"),
                        Cell.of((long) account.unanswered()),
                        Cell.of((long) account.unansweredBound()),
                        Cell.nothing())
                .row(
                        Cell.of("events fanned out twice"),
                        Cell.of(account.fannedOutTwice()),
                        Cell.of(account.fanOutBound()),
                        Cell.nothing());
    }

    /// For a person.
    public String text() {
        var text = new StringBuilder();
        tables.forEach(it -> text.append(TextTable.of(it)).append('\n'));
        if (isKept()) {
            text.append("every promise was kept\n");
        } else {
            text.append("BROKEN\n");
            broken.forEach(it -> text.append("  ").append(it).append('\n'));
        }
        return text.toString();
    }
}
