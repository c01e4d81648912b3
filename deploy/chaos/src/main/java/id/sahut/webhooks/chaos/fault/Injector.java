package id.sahut.webhooks.chaos.fault;

import id.sahut.webhooks.chaos.cluster.Cluster;
import id.sahut.webhooks.chaos.cluster.Member;
import id.sahut.webhooks.chaos.cluster.Part;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Does faults one after another, and undoes each when its time has come, whatever else is down
/// then. The order is the plan's; the moments are not, because whoever is to be disturbed has to be
/// up first. Confined to the run's thread.
///
/// ```
///   up ── kill, end, pause ──► down ── started again, resumed ──► coming back ── ready ──► up
/// ```
///
/// Of the brokers one is disturbed at a time, and none before the replicas of all are in sync
/// again: two lost of three is more than is promised.
public final class Injector {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    /// Until a process that was started is ready, with all others busy, too.
    private static final Duration READY = Duration.ofMinutes(3);

    /// A dispatcher waits for its last attempts, 10 s and some.
    private static final Duration END = Duration.ofSeconds(40);

    private final Cluster cluster;
    private final LongSupplier nanoTime;
    private final Consumer<String> progress;
    private final Map<Member, Down> down = new HashMap<>();
    private final Set<Member> lost = new HashSet<>();
    private final List<Struck> struck = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /// What was done to a member that is not back yet.
    ///
    /// @param endNanos see [Struck]; 0 while it goes on
    /// @param isBack whether it was started or resumed
    private record Down(Fault fault, long beginNanos, long endNanos, boolean isBack) {

        Down ended(long nanos) {
            return new Down(fault, beginNanos, nanos, isBack);
        }

        Down back() {
            return new Down(fault, beginNanos, endNanos, true);
        }
    }

    /// @param progress gets a line for each fault
    public Injector(Cluster cluster, LongSupplier nanoTime, Consumer<String> progress) {
        this.cluster = cluster;
        this.nanoTime = nanoTime;
        this.progress = progress;
    }

    /// Does all of a plan, and returns when the last is done, which may not be undone yet.
    public void run(FaultPlan plan) {
        for (int number = 0; number < plan.faults().size(); number++) {
            Fault fault = plan.faults().get(number);
            if (plan.oneAtATime()) {
                awaitAllUp();
            }
            long from = nanoTime.getAsLong();
            long after = fault.after().toNanos();
            until(() -> nanoTime.getAsLong() - from >= after, fault.after().plus(READY));
            until(() -> mayStrike(fault.member()), READY);
            progress.accept("%d of %d: %s".formatted(number + 1, plan.faults().size(), fault));
            strike(fault);
        }
    }

    /// Undoes what is still to be undone, and returns when all are up.
    public void awaitAllUp() {
        until(down::isEmpty, READY.plus(END));
        until(
                () ->
                        Member.ALL.stream()
                                .filter(it -> !lost.contains(it))
                                .allMatch(it -> cluster.isReady(it) || isWithoutOneLost(it)),
                READY);
    }

    public List<Struck> struck() {
        return List.copyOf(struck);
    }

    /// Processes that did not do what they were asked to.
    public List<String> problems() {
        return List.copyOf(problems);
    }

    /// Replicas that are lost are never in sync again.
    private boolean isWithoutOneLost(Member member) {
        return member.part() == Part.BROKER && !lost.isEmpty() && cluster.process(member).isAlive();
    }

    private boolean mayStrike(Member member) {
        boolean othersAreUp =
                member.part() != Part.BROKER || Member.of(Part.BROKER).noneMatch(down::containsKey);
        return othersAreUp && !down.containsKey(member) && cluster.isReady(member);
    }

    private void strike(Fault fault) {
        var process = cluster.process(fault.member());
        if (fault.kind() == Kind.LOSE) {
            cluster.leadAll(fault.member());
            until(() -> cluster.leadsAll(fault.member()), READY);
        }
        long begin = nanoTime.getAsLong();
        switch (fault.kind()) {
            case KILL, LOSE -> process.close();
            case TERMINATE -> process.askToEnd();
            case PAUSE -> process.pause();
        }
        down.put(fault.member(), new Down(fault, begin, 0, false));
    }

    /// Waits, and meanwhile undoes whatever is due.
    private void until(BooleanSupplier condition, Duration limit) {
        long begin = nanoTime.getAsLong();
        undoWhatIsDue();
        while (!condition.getAsBoolean()) {
            if (nanoTime.getAsLong() - begin > limit.toNanos()) {
                throw new ChaosFailure(
                        "after %s s these are not up: %s"
                                .formatted(limit.toSeconds(), down.keySet()));
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
            undoWhatIsDue();
        }
    }

    private void undoWhatIsDue() {
        List.copyOf(down.values()).forEach(this::undo);
        noteWhatEndedByItself();
    }

    private void undo(Down it) {
        Member member = it.fault.member();
        if (it.isBack) {
            if (cluster.isReady(member)) {
                down.remove(member);
                struck.add(new Struck(it.fault, it.beginNanos, it.endNanos));
            }
            return;
        }
        long now = nanoTime.getAsLong();
        Duration lasts = it.fault.lasts();
        if (it.fault.kind() == Kind.LOSE) {
            if (now - it.beginNanos >= lasts.toNanos()) {
                lost.add(member);
                down.remove(member);
                struck.add(new Struck(it.fault, it.beginNanos, it.beginNanos));
            }
            return;
        }
        if (it.fault.kind() == Kind.PAUSE) {
            if (now - it.beginNanos >= lasts.toNanos()) {
                cluster.process(member).resume();
                down.put(member, it.ended(nanoTime.getAsLong()).back());
            }
            return;
        }
        OptionalInt status = cluster.process(member).exitStatus();
        if (it.endNanos == 0 && status.isPresent()) {
            down.put(member, it.ended(now));
            if (it.fault.kind() == Kind.TERMINATE && !isGraceful(status.getAsInt())) {
                problems.add("%s ended with %d on SIGTERM".formatted(member, status.getAsInt()));
            }
        } else if (it.endNanos == 0 && now - it.beginNanos > END.toNanos()) {
            throw new ChaosFailure(
                    "%s did not end within %d s of %s"
                            .formatted(member, END.toSeconds(), it.fault.kind()));
        } else if (it.endNanos != 0 && now - it.endNanos >= lasts.toNanos()) {
            cluster.start(member);
            down.put(member, it.back());
        }
    }

    /// The status of a JVM that ended in good order when it was asked to.
    private static boolean isGraceful(int status) {
        return status == 0 || status == 128 + 15;
    }

    /// A supervisor would start it again; here it is a finding, and it is started, too.
    private void noteWhatEndedByItself() {
        for (Member member : Member.ALL) {
            Down how = down.get(member);
            boolean isExpectedUp = !lost.contains(member) && (how == null || how.isBack);
            OptionalInt status = cluster.process(member).exitStatus();
            if (isExpectedUp && status.isPresent()) {
                problems.add(
                        "%s ended by itself with %d: %s"
                                .formatted(
                                        member,
                                        status.getAsInt(),
                                        cluster.process(member).failure("ended").getMessage()));
                cluster.start(member);
            }
        }
    }
}
