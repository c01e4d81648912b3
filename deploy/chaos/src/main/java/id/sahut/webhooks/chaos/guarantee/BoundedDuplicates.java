package id.sahut.webhooks.chaos.guarantee;

import id.sahut.webhooks.chaos.cluster.Part;
import id.sahut.webhooks.chaos.evidence.Evidence;
import id.sahut.webhooks.chaos.evidence.Findings;
import id.sahut.webhooks.chaos.evidence.Post;
import id.sahut.webhooks.chaos.fault.Kind;
import id.sahut.webhooks.chaos.fault.Struck;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// The same attempt arrives twice only where a fault explains it, and no fault explains more than
/// it can have torn. Immutable.
///
/// ```
///   POST made again    a dispatcher was killed, or paused for longer than its session: what was in
///                      flight, and what had ended within 200 ms, when outcomes were last written,
///                      and what a commit lets through after that
///   and                one that takes longer to answer than a partition that changes hands waits (3 s)
///                      was in flight then: after the fault of a dispatcher, or of a broker
///   fanned out twice   an ingest process was: what it had in its hands: 1,000 events that it owed the commits of,
///                      and the batch with which it came to owe so many
/// ```
///
/// When an attempt began, its sender knows; we know in which second it was signed, and when it
/// arrived, which is later by as much as either side waits for a processor.
///
/// Outcomes are not written while a broker is away, and then no attempt begins, but for what is
/// left of those that the last commit let through. So the moment that counts is before the latest
/// broker's fault, where one is near.
public final class BoundedDuplicates implements Guarantee {

    /// Within which outcomes are written, or no attempt begins freely any more.
    private static final Duration LAST_OUTCOMES = Duration.ofMillis(200);

    /// How long the transaction before a fault may have been under way, the first of a process that
    /// has just started among ten on two cores. That it takes long makes no more POSTs torn: none
    /// begins freely meanwhile.
    private static final Duration LONGEST_TRANSACTION = Duration.ofSeconds(10);

    /// So many attempts begin with each commit when Kafka is slow, however old outcomes are.
    private static final int A_COMMIT_LETS_THROUGH = 256;

    /// How long after a broker's fault outcomes may still wait for it.
    private static final Duration BROKER_AWAY = Duration.ofSeconds(40);

    /// How long after a fault partitions may still change hands: a session, a restart, and the
    /// rebalance after it.
    private static final Duration SETTLED = Duration.ofSeconds(60);

    /// No attempt is in flight for longer.
    private static final Duration LONGEST_ATTEMPT = Duration.ofSeconds(11);

    /// What the fan-out may owe, 1,000 events, and the batch with which it came to owe so many.
    private static final int FAN_OUT_OWED = 1_100;

    /// For how long a partition that changes hands waits for its attempts.
    private static final Duration REVOKE_GRACE = Duration.ofSeconds(3);

    /// A dispatcher leaves the group, or is lost to it, and joins it again.
    private static final int REBALANCES = 2;

    /// What was torn by one fault. Immutable.
    ///
    /// @param again how many POSTs were made again for it
    /// @param bound how many may have been
    public record Torn(Struck struck, int again, int bound) {

        private int room() {
            return bound - again;
        }

        private Torn oneMore() {
            return new Torn(struck, again + 1, bound);
        }
    }

    /// What was found in all. Immutable.
    ///
    /// @param again POSTs that were made again, those of events that were fanned out twice included
    /// @param bound the sum of all faults' bounds
    /// @param unanswered POSTs that were made again because the first was not answered when its
    ///   partition changed hands
    /// @param unansweredBound how many may have been
    /// @param fannedOutTwice events
    /// @param fanOutBound how many may have been
    public record Account(
            List<Torn> torn,
            int again,
            int bound,
            int unanswered,
            int unansweredBound,
            long fannedOutTwice,
            long fanOutBound,
            Findings findings) {}

    @Override
    public Findings judge(Evidence evidence) {
        return account(evidence).findings();
    }

    public Account account(Evidence evidence) {
        var findings = new Findings();
        var again = new ArrayList<List<Struck>>();
        var unanswered = new ArrayList<Post>();
        for (long event = 0; event < evidence.events(); event++) {
            List<Post> posts = evidence.arrivals().of(event);
            if (posts.size() > 1) {
                explain(posts, evidence.struck(), again, unanswered, findings);
            }
        }
        var posts = evidence.arrivals().all();
        List<Torn> torn = share(again, bounds(posts, evidence.struck()));
        for (Torn it : torn) {
            if (it.again() > it.bound()) {
                findings.add(
                        "%s: %d POSTs were made again, and at most %d were under way"
                                .formatted(it.struck().fault(), it.again(), it.bound()));
            }
        }
        long twice =
                LongStream.range(0, evidence.events())
                        .filter(it -> evidence.topics().fannedOut(it) > 1)
                        .count();
        long fanOutBound =
                FAN_OUT_OWED
                        * evidence.struck().stream()
                                .filter(it -> it.fault().kind() != Kind.TERMINATE)
                                .filter(it -> it.fault().member().part() == Part.INGEST)
                                .count();
        if (twice > fanOutBound) {
            findings.add(
                    "%d events were fanned out twice, and at most %d were in the hands of an ingest process when it was killed or paused"
                            .formatted(twice, fanOutBound));
        }
        int unansweredBound =
                mostUnanswered(posts)
                        * REBALANCES
                        * (int)
                                evidence.struck().stream()
                                        .map(it -> it.fault().member().part())
                                        .filter(it -> it == Part.DISPATCHER || it == Part.BROKER)
                                        .count();
        if (unanswered.size() > unansweredBound) {
            findings.add(
                    "%d POSTs were made again because the first was not answered for %d s, and at most %d may have been under way when partitions changed hands"
                            .formatted(
                                    unanswered.size(), REVOKE_GRACE.toSeconds(), unansweredBound));
        }
        return new Account(
                torn,
                torn.stream().mapToInt(Torn::again).sum(),
                torn.stream().mapToInt(Torn::bound).sum(),
                unanswered.size(),
                unansweredBound,
                twice,
                fanOutBound,
                findings);
    }

    private static void explain(
            List<Post> posts,
            List<Struck> struck,
            List<List<Struck>> again,
            List<Post> unanswered,
            Findings findings) {
        var latest = new HashMap<Integer, Post>();
        for (Post post : posts) {
            Post before = latest.put(post.attempt(), post);
            if (before != null) {
                List<Struck> reasons = reasons(before, post, struck);
                if (!reasons.isEmpty()) {
                    again.add(reasons);
                } else if (isUnanswered(before) && changedHands(before, struck)) {
                    unanswered.add(before);
                } else {
                    findings.add(unexplained(before, post, struck));
                }
            }
        }
    }

    /// The faults that may explain it.
    private static List<Struck> reasons(Post before, Post post, List<Struck> struck) {
        return struck.stream()
                .filter(BoundedDuplicates::tears)
                .filter(it -> before.signedNanos() <= it.endNanos())
                .filter(it -> post.arrivedNanos() >= it.beginNanos())
                .filter(it -> writtenNanos(before) >= windowStart(it, struck))
                .toList();
    }

    /// The faults that tear, and how many POSTs each may have torn.
    private static List<Torn> bounds(List<Post> posts, List<Struck> struck) {
        return struck.stream()
                .filter(BoundedDuplicates::tears)
                .map(it ->
                        new Torn(
                                it,
                                0,
                                mostUnderWay(posts, windowStart(it, struck), it)
                                        + A_COMMIT_LETS_THROUGH))
                .toList();
    }

    /// How many were torn by each fault. Where faults came one soon after another, it can't be said
    /// by which of them, and none is held to have torn more than it can while another may have.
    private static List<Torn> share(List<List<Struck>> again, List<Torn> faults) {
        var torn = new ArrayList<>(faults);
        again.stream()
                .sorted(Comparator.comparingInt(List::size))
                .forEach(reasons -> {
                    int most =
                            IntStream.range(0, torn.size())
                                    .filter(it -> reasons.contains(torn.get(it).struck()))
                                    .boxed()
                                    .max(Comparator.comparingInt(it -> torn.get(it).room()))
                                    .orElseThrow();
                    torn.set(most, torn.get(most).oneMore());
                });
        return List.copyOf(torn);
    }

    private static boolean isUnanswered(Post post) {
        return endNanos(post) - post.arrivedNanos() > REVOKE_GRACE.toNanos();
    }

    /// Whether its partition may have changed hands while it was under way.
    private static boolean changedHands(Post post, List<Struck> struck) {
        return struck.stream()
                .filter(it -> it.fault().member().part() != Part.INGEST)
                .filter(it -> it.fault().member().part() != Part.SCHEDULER)
                .filter(it -> it.beginNanos() <= endNanos(post))
                .anyMatch(it -> it.endNanos() + SETTLED.toNanos() >= post.arrivedNanos());
    }

    /// The most that were not answered at one moment.
    private static int mostUnanswered(List<Post> posts) {
        List<Post> unanswered = posts.stream().filter(BoundedDuplicates::isUnanswered).toList();
        return mostAtOnce(
                unanswered.stream().mapToLong(Post::arrivedNanos),
                unanswered.stream().mapToLong(BoundedDuplicates::endNanos));
    }

    /// How many of the times between these beginnings and these ends have a moment in common, at
    /// most.
    private static int mostAtOnce(LongStream begins, LongStream ends) {
        long[] begun = begins.sorted().toArray();
        long[] ended = ends.sorted().toArray();
        int most = 0;
        int over = 0;
        for (int under = 0; under < begun.length; under++) {
            while (ended[over] < begun[under]) {
                over++;
            }
            most = Math.max(most, under + 1 - over);
        }
        return most;
    }

    private static boolean tears(Struck struck) {
        return struck.fault().member().part() == Part.DISPATCHER
                && struck.fault().kind() != Kind.TERMINATE;
    }

    /// The earliest moment when outcomes may last have been written before the fault.
    private static long windowStart(Struck struck, List<Struck> all) {
        long usual = struck.beginNanos() - LONGEST_TRANSACTION.toNanos();
        return all.stream()
                .filter(it -> it.fault().member().part() == Part.BROKER)
                .filter(it -> it.beginNanos() < struck.endNanos())
                .filter(it -> it.endNanos() + BROKER_AWAY.toNanos() > struck.beginNanos())
                .mapToLong(it -> it.beginNanos() - LONGEST_TRANSACTION.toNanos())
                .reduce(usual, Math::min);
    }

    /// The most that were in flight, or had ended just before, at one moment.
    private static int mostUnderWay(List<Post> posts, long from, Struck struck) {
        List<Post> near =
                posts.stream()
                        .filter(it -> it.signedNanos() <= struck.beginNanos())
                        .filter(it -> writtenNanos(it) >= from)
                        .toList();
        return mostAtOnce(
                near.stream().mapToLong(it -> Math.max(it.signedNanos(), from)),
                near.stream().mapToLong(BoundedDuplicates::writtenNanos));
    }

    /// When its outcome was on record, or the gate was closed.
    private static long writtenNanos(Post post) {
        return endNanos(post) + LAST_OUTCOMES.toNanos();
    }

    /// When its sender knew of its end, at the latest.
    private static long endNanos(Post post) {
        return Math.min(post.answeredNanos(), post.arrivedNanos() + LONGEST_ATTEMPT.toNanos());
    }

    private static String unexplained(Post before, Post post, List<Struck> struck) {
        var text = new StringBuilder("%s was made again without a reason".formatted(post));
        struck.stream()
                .filter(it -> Math.abs(it.beginNanos() - post.arrivedNanos()) < 60_000_000_000L)
                .forEach(it ->
                        text.append(
                                "; %s: the first came %d ms and was answered %s ms before it, the second came %d ms after its end"
                                        .formatted(
                                                it.fault(),
                                                (it.beginNanos() - before.arrivedNanos())
                                                        / 1_000_000,
                                                before.isAnswered()
                                                        ? (it.beginNanos() - before.answeredNanos())
                                                                / 1_000_000
                                                        : "never",
                                                (post.arrivedNanos() - it.endNanos())
                                                        / 1_000_000)));
        return text.toString();
    }
}
