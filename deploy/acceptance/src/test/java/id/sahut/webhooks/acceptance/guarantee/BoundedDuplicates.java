package id.sahut.webhooks.acceptance.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.acceptance.receiver.Post;
import id.sahut.webhooks.acceptance.sandbox.Figures;
import id.sahut.webhooks.acceptance.sandbox.KafkaObserver;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import id.sahut.webhooks.acceptance.sandbox.Subscription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// The same attempt of the same delivery arrives twice only because of a kill. Confined to the
/// test's thread.
///
/// ```
///   POST made again    the first of the two was in flight, or had ended just before; and in all no
///                      more than were in flight or had ended in the last 200 ms when outcomes were
///                      last written, and what a commit lets through after that
///   fanned out twice   there are two records of the delivery, of which one is delivered: no more
///                      than the fan-out had in its hands, which is a batch of 100 events
/// ```
public final class BoundedDuplicates {

    /// What ends in an outcome interval, and in the time that a transaction may take before no
    /// attempt begins any more.
    private static final Duration LAST_OUTCOMES = Duration.ofMillis(200);

    /// Here the broker is killed too and is seconds old at the next kill, when a transaction may
    /// take half a second and more, though not for ever.
    private static final Duration LONGEST_TRANSACTION = Duration.ofSeconds(2);

    /// So many attempts begin with each commit when Kafka is slow, however old outcomes are.
    private static final int A_COMMIT_LETS_THROUGH = 256;

    private static final Duration STEP = Duration.ofMillis(10);

    private static final int FAN_OUT_BATCH = 100;

    private final Stage stage;
    private final List<Subscription> webhooks;
    private final List<Kill> kills = new ArrayList<>();

    /// A process was killed between these moments.
    ///
    /// @param at the first of them
    public record Kill(Instant at, long beforeNanos, long afterNanos) {}

    public BoundedDuplicates(Stage stage, List<Subscription> webhooks) {
        this.stage = stage;
        this.webhooks = webhooks;
    }

    public void killed(Kill kill) {
        kills.add(kill);
    }

    /// How many there were of each kind. Immutable.
    ///
    /// @param bound how many POSTs were in flight at the kills or had ended just before
    /// @param fannedOutTwice deliveries
    public record Found(int madeAgain, int bound, int fannedOutTwice) {}

    public Found judge(List<Post> posts) {
        var ends = AttemptLines.read();
        Map<String, Long> records = recordsOfDeliveries();
        var ages = new ArrayList<Long>();
        int madeAgain = 0;
        int fannedOutTwice = 0;
        for (List<Post> delivery : byDelivery(posts)) {
            boolean isTwice = records.getOrDefault(delivery.getFirst().deliveryId(), 0L) > 1;
            fannedOutTwice += isTwice ? 1 : 0;
            var latest = new HashMap<Integer, Post>();
            for (Post post : delivery) {
                Post before = latest.put(post.attempt(), post);
                if (before == null) {
                    continue;
                }
                if (wasUnderWayAtAKill(before, post, ends)) {
                    madeAgain++;
                    ages.add(ageMs(before, post, ends));
                } else {
                    throw new AssertionError(describe(before, post));
                }
            }
        }
        int bound = kills.stream().mapToInt(kill -> mostUnderWay(kill, posts, ends)).sum();
        if (!ages.isEmpty()) {
            Figures.print(
                    "made again: %d (bound %d); had ended before the kill by p50 %d ms, p90 %d ms, at most %d ms"
                            .formatted(
                                    madeAgain,
                                    bound,
                                    Figures.percentile(ages, 50),
                                    Figures.percentile(ages, 90),
                                    Figures.percentile(ages, 100)));
        }
        assertThat(madeAgain).as("POSTs made again").isLessThanOrEqualTo(bound);
        assertThat(fannedOutTwice)
                .as("deliveries fanned out twice")
                .isLessThanOrEqualTo(kills.size() * FAN_OUT_BATCH);
        return new Found(madeAgain, bound, fannedOutTwice);
    }

    /// How long before the next kill the program knew that it had ended; 0 when it never did.
    private long ageMs(Post post, Post again, AttemptLines ends) {
        return ends.endOf(post).filter(it -> it.isBefore(again.arrivedAt())).stream()
                .flatMapToLong(end ->
                        kills.stream()
                                .mapToLong(it -> Duration.between(end, it.at()).toMillis())
                                .filter(it -> it >= 0))
                .min()
                .orElse(0);
    }

    private boolean wasUnderWayAtAKill(Post before, Post again, AttemptLines ends) {
        return kills.stream()
                .anyMatch(it ->
                        wasUnderWay(before, it, ends)
                                && again.arrivedNanos() - it.beforeNanos() > 0);
    }

    private static boolean wasUnderWay(Post post, Kill kill, AttemptLines ends) {
        return post.arrivedNanos() - kill.afterNanos() <= 0
                && ends.endOf(post)
                        .map(it -> !it.isBefore(kill.at().minus(LONGEST_TRANSACTION)))
                        .orElse(true);
    }

    /// Outcomes were written for the last time at some moment before the kill, which only the
    /// killed process knew.
    private static int mostUnderWay(Kill kill, List<Post> posts, AttemptLines ends) {
        var spans =
                posts.stream()
                        .filter(it -> wasUnderWay(it, kill, ends))
                        .map(it -> new Span(it.arrivedAt(), ends.endOf(it).orElse(Instant.MAX)))
                        .toList();
        int most = 0;
        for (Instant at = kill.at().minus(LONGEST_TRANSACTION);
                !at.isAfter(kill.at());
                at = at.plus(STEP)) {
            Instant moment = at;
            most = Math.max(most, (int) spans.stream().filter(it -> it.isOpen(moment)).count());
        }
        return most + A_COMMIT_LETS_THROUGH;
    }

    /// A POST, from its arrival to when the program knew of its end. Immutable.
    private record Span(Instant arrived, Instant ended) {

        /// Whether it was in flight at the moment, or had ended just before.
        boolean isOpen(Instant moment) {
            return !arrived.isAfter(moment) && !ended.isBefore(moment.minus(LAST_OUTCOMES));
        }
    }

    private String describe(Post before, Post again) {
        var text = new StringBuilder("%s was made again: %s".formatted(before, again));
        for (Kill kill : kills) {
            text.append(
                    "%n  kill: the first arrived %d ms and was answered %s ms before it, the second arrived %d ms after it"
                            .formatted(
                                    ms(kill.beforeNanos() - before.arrivedNanos()),
                                    before.answered()
                                            .map(it -> ms(kill.beforeNanos() - it.nanos()))
                                            .orElse(null),
                                    ms(again.arrivedNanos() - kill.afterNanos())));
        }
        return text.toString();
    }

    private static long ms(long nanos) {
        return Duration.ofNanos(nanos).toMillis();
    }

    private Map<String, Long> recordsOfDeliveries() {
        return stage.kafka().readAll("sahut.deliveries").stream()
                .collect(
                        Collectors.groupingBy(
                                it -> KafkaObserver.header(it, "delivery-id").orElse(""),
                                Collectors.counting()));
    }

    private List<List<Post>> byDelivery(List<Post> posts) {
        var paths = new HashSet<>(webhooks.stream().map(Subscription::path).toList());
        return List.copyOf(
                posts.stream()
                        .filter(it -> paths.contains(it.path()))
                        .sorted((one, other) ->
                                Long.signum(one.arrivedNanos() - other.arrivedNanos()))
                        .collect(Collectors.groupingBy(Post::deliveryId))
                        .values());
    }
}
