package id.sahut.webhooks.acceptance.sandbox;

import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;

/// How late a thread that only wants to wake up every few milliseconds does so: what the machine
/// itself adds to every measurement. Its own thread measures; [#stop] is for any.
public final class Hiccups {

    private static final Duration INTERVAL = Duration.ofMillis(5);

    private final Queue<Long> lateMs = new ConcurrentLinkedQueue<>();
    private volatile boolean stopped;

    private Hiccups() {}

    public static Hiccups start() {
        var hiccups = new Hiccups();
        var _ = Thread.ofPlatform().name("hiccups").daemon().start(hiccups::measure);
        return hiccups;
    }

    /// @return in words, to be printed beside what was measured meanwhile
    public String stop() {
        stopped = true;
        List<Long> all = List.copyOf(lateMs);
        return "the machine itself: p99 %d ms late, at most %d ms"
                .formatted(Figures.percentile(all, 99), Figures.percentile(all, 100));
    }

    private void measure() {
        while (!stopped) {
            long due = System.nanoTime() + INTERVAL.toNanos();
            for (long left = INTERVAL.toNanos(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            lateMs.add(Duration.ofNanos(System.nanoTime() - due).toMillis());
        }
    }
}
