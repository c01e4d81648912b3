package id.sahut.webhooks.chaos.fault;

import id.sahut.webhooks.chaos.cluster.Member;
import id.sahut.webhooks.chaos.cluster.Part;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// What is to be done to whom, in this order. Immutable.
///
/// @param title names it in the report
/// @param oneAtATime whether all must be up before the next
/// @param longestStall for how long first attempts may stand still; empty where that is not
///   promised
public record FaultPlan(
        String title, List<Fault> faults, boolean oneAtATime, Optional<Duration> longestStall) {

    private static final List<Kind> KINDS =
            List.of(Kind.KILL, Kind.KILL, Kind.TERMINATE, Kind.PAUSE);

    private static final List<Part> PARTS = List.of(Part.values());
    private static final int AFTER_MIN_MS = 500;
    private static final int AFTER_MAX_MS = 4_000;

    /// Until a supervisor has started it again.
    private static final int DOWN_MAX_MS = 5_000;

    private static final int PAUSE_MIN_MS = 100;

    /// A third of the pauses outlast the session of a group's member (10 s) or of a broker (6 s).
    private static final int LONG_PAUSE_MAX_MS = 30_000;

    private static final int SHORT_PAUSE_MAX_MS = 6_000;

    private static final Duration BROKER_LOST = Duration.ofSeconds(15);

    /// Copies the list.
    public FaultPlan {
        faults = List.copyOf(faults);
    }

    /// Half of them kills, the others ends and pauses, of anybody.
    ///
    /// @param seed the same faults in the same order for the same seed
    public static FaultPlan drawn(long seed, int faults) {
        var random = new SplittableRandom(seed);
        return new FaultPlan(
                "seed " + seed,
                IntStream.range(0, faults).mapToObj(_ -> draw(random)).toList(),
                false,
                Optional.empty());
    }

    /// Each process is ended in good order and started again, one after another.
    public static FaultPlan rolling() {
        return new FaultPlan(
                "rolling restart",
                Member.ALL.stream()
                        .map(it ->
                                new Fault(Kind.TERMINATE, it, Duration.ofSeconds(1), Duration.ZERO))
                        .toList(),
                true,
                Optional.empty());
    }

    /// One of three brokers is lost for good, having led every partition.
    public static FaultPlan brokerLost() {
        return new FaultPlan(
                "a broker is lost",
                List.of(
                        new Fault(
                                Kind.LOSE,
                                new Member(Part.BROKER, 2),
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(30))),
                true,
                Optional.of(BROKER_LOST));
    }

    private static Fault draw(SplittableRandom random) {
        Part part = PARTS.get(random.nextInt(PARTS.size()));
        var member = new Member(part, 1 + random.nextInt(part.members()));
        Kind kind = KINDS.get(random.nextInt(KINDS.size()));
        Duration after = Duration.ofMillis(random.nextInt(AFTER_MIN_MS, AFTER_MAX_MS));
        Duration lasts =
                Duration.ofMillis(
                        kind == Kind.PAUSE ? pauseMs(random) : random.nextInt(DOWN_MAX_MS));
        return new Fault(kind, member, after, lasts);
    }

    private static int pauseMs(SplittableRandom random) {
        return random.nextInt(3) == 0
                ? random.nextInt(SHORT_PAUSE_MAX_MS, LONG_PAUSE_MAX_MS)
                : random.nextInt(PAUSE_MIN_MS, SHORT_PAUSE_MAX_MS);
    }
}
