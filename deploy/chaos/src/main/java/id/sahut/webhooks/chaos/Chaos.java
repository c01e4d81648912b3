package id.sahut.webhooks.chaos;

import id.sahut.webhooks.bench.load.Events;
import id.sahut.webhooks.bench.load.Fleet;
import id.sahut.webhooks.bench.machine.Jvm;
import id.sahut.webhooks.bench.stage.Program;
import id.sahut.webhooks.chaos.cluster.Cluster;
import id.sahut.webhooks.chaos.cluster.Member;
import id.sahut.webhooks.chaos.cluster.Part;
import id.sahut.webhooks.chaos.evidence.Arrivals;
import id.sahut.webhooks.chaos.evidence.Evidence;
import id.sahut.webhooks.chaos.evidence.Findings;
import id.sahut.webhooks.chaos.evidence.PostsFile;
import id.sahut.webhooks.chaos.evidence.Topics;
import id.sahut.webhooks.chaos.evidence.TopicsReader;
import id.sahut.webhooks.chaos.fault.ChaosFailure;
import id.sahut.webhooks.chaos.fault.Injector;
import id.sahut.webhooks.chaos.traffic.Endpoints;
import id.sahut.webhooks.chaos.traffic.Load;
import id.sahut.webhooks.common.retry.RetryTier;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Kills, ends and pauses processes under load, and judges afterwards what was promised. Confined
/// to the command's thread.
public final class Chaos {

    static final int PER_SECOND = 500;
    static final int WEBHOOKS = 100;

    /// Short, so that a delivery can expire within a run.
    private static final String DELAYS = "1s,2s,3s,4s,5s";

    private static final Duration READY = Duration.ofMinutes(3);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    /// What hung, or waited for processes that were away, has to be sent first.
    private static final Duration TO_REST = Duration.ofMinutes(10);

    /// When so long nothing is written any more, nothing is under way: neither a retry that waits
    /// out the longest delay, nor an attempt.
    private static final Duration QUIET = Duration.ofSeconds(20);

    private final Program program;
    private final Consumer<String> progress;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;

    /// @param mainClass the command line whose processes are disturbed, in this process's class
    ///   path
    /// @param progress gets a line now and then
    public Chaos(
            String mainClass,
            Consumer<String> progress,
            InstantSource clock,
            LongSupplier nanoTime,
            RandomGenerator random) {
        this.program = new Program(Jvm.ofThisProcess().startedOften(), mainClass);
        this.progress = progress;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.random = random;
    }

    /// Runs from beginning to end, which takes minutes.
    ///
    /// @throws ChaosFailure when it could not be brought to its end
    public ChaosReport run(ChaosOptions options) {
        progress.accept("starts three brokers");
        try (var cluster = Cluster.open(program, options.folder(), DELAYS, nanoTime, random)) {
            return run(options, cluster);
        }
    }

    private ChaosReport run(ChaosOptions options, Cluster cluster) {
        var fleet = Fleet.ofOneEach("chaos", WEBHOOKS);
        var events = new Events(fleet, "chaose", Integer.MAX_VALUE);
        var arrivals = new Arrivals();
        var notTheirs = new Findings();
        var notSigned = new Findings();
        try (var endpoints =
                new Endpoints(events, arrivals, notTheirs, notSigned, clock, nanoTime)) {
            cluster.register(fleet, endpoints::url);
            progress.accept("starts two of each service");
            Member.ALL.stream().filter(it -> it.part() != Part.BROKER).forEach(cluster::start);
            until(() -> Member.ALL.stream().allMatch(cluster::isReady), READY, "all are ready");

            var load =
                    Load.start(
                            events, PER_SECOND, cluster.kafka(), cluster.topics().events(), clock);
            until(arrivals::arePrompt, READY, "deliveries are prompt");
            long from = nanoTime.getAsLong();
            var injector = new Injector(cluster, nanoTime, progress);
            injector.run(options.plan());
            injector.awaitAllUp();
            long to = nanoTime.getAsLong();
            progress.accept("ends the load, and waits until all deliveries have ended");
            long published = load.end();
            endpoints.loadIsOver();

            var topics = new Topics(events, cluster.topics(), cluster.settings().tiers());
            boolean isAtRest = readUntilAtRest(cluster, topics, published);
            var problems = new ArrayList<>(injector.problems());
            problems.addAll(load.refused().examples());
            problems.addAll(topics.foreign().examples());
            if (!isAtRest) {
                problems.add(
                        "not at rest after %d s: %s"
                                .formatted(TO_REST.toSeconds(), topics.unrest(published)));
            }
            PostsFile.write(options.folder().resolve("posts.csv"), arrivals.all(), from);
            return ChaosReport.of(
                    options,
                    new Evidence(published, arrivals, topics, injector.struck(), delays(cluster)),
                    new ChaosReport.Watched(notTheirs, notSigned, from, to),
                    problems);
        }
    }

    private static List<Duration> delays(Cluster cluster) {
        return cluster.settings().tiers().all().stream().map(RetryTier::delay).toList();
    }

    private boolean readUntilAtRest(Cluster cluster, Topics topics, long published) {
        long begin = nanoTime.getAsLong();
        try (var reader = new TopicsReader(cluster.kafka(), topics)) {
            long latest = begin;
            while (nanoTime.getAsLong() - begin < TO_REST.toNanos()) {
                boolean isMore = reader.readOn();
                if (isMore) {
                    latest = nanoTime.getAsLong();
                } else if (topics.isAtRest(published)) {
                    return true;
                } else if (topics.haveAllEnded(published)
                        && nanoTime.getAsLong() - latest > QUIET.toNanos()) {
                    return true;
                }
            }
            return false;
        }
    }

    private void until(BooleanSupplier condition, Duration limit, String what) {
        long begin = nanoTime.getAsLong();
        while (!condition.getAsBoolean()) {
            if (nanoTime.getAsLong() - begin > limit.toNanos()) {
                throw new ChaosFailure(
                        "waited for %d s in vain until %s".formatted(limit.toSeconds(), what));
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }
}
