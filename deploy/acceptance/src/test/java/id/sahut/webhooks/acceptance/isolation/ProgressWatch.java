package id.sahut.webhooks.acceptance.isolation;

import id.sahut.webhooks.acceptance.sandbox.KafkaObserver;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Looks every second how far a group has come in each partition that has something to read. Its
/// own thread looks; [#stop] is for the test's.
final class ProgressWatch {

    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final KafkaObserver kafka;
    private final String group;
    private final List<String> topics;
    private final Map<TopicPartition, Seen> seen = new HashMap<>();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final Thread thread;

    /// The state of one partition.
    private static final class Seen {
        private OffsetAndMetadata committed = new OffsetAndMetadata(0);
        private long sinceNanos;
        private long longestOffsetStallNanos;
        private long longestStallNanos;
        private long offsetSinceNanos;
    }

    /// How long a partition stood still at most.
    ///
    /// @param offset with its committed offset
    /// @param progress with its offset and with what is noted to be complete above it
    record Stall(Duration offset, Duration progress) {}

    private ProgressWatch(KafkaObserver kafka, String group, List<String> topics) {
        this.kafka = kafka;
        this.group = group;
        this.topics = topics;
        this.thread = Thread.ofPlatform().name("progress-watch").daemon().unstarted(this::watch);
    }

    static ProgressWatch start(KafkaObserver kafka, String group, List<String> topics) {
        var watch = new ProgressWatch(kafka, group, topics);
        watch.thread.start();
        return watch;
    }

    /// @return the longest stall of each partition that had traffic
    Map<TopicPartition, Stall> stop() throws InterruptedException {
        stopping.countDown();
        thread.join();
        var stalls = new HashMap<TopicPartition, Stall>();
        seen.forEach((partition, it) ->
                stalls.put(
                        partition,
                        new Stall(
                                Duration.ofNanos(it.longestOffsetStallNanos),
                                Duration.ofNanos(it.longestStallNanos))));
        return stalls;
    }

    private void watch() {
        try {
            while (!stopping.await(INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look() {
        Map<TopicPartition, Long> ends = kafka.ends(topics);
        Map<TopicPartition, OffsetAndMetadata> committed = kafka.committed(group);
        long now = System.nanoTime();
        ends.forEach((partition, end) -> {
            if (end > 0) {
                note(
                        partition,
                        end,
                        committed.getOrDefault(partition, new OffsetAndMetadata(0)),
                        now);
            }
        });
    }

    private void note(TopicPartition partition, long end, OffsetAndMetadata now, long nanos) {
        Seen it = seen.computeIfAbsent(partition, _ -> new Seen());
        boolean first = it.sinceNanos == 0;
        boolean idle = now.offset() >= end;
        if (first || idle || now.offset() > it.committed.offset()) {
            it.offsetSinceNanos = nanos;
        }
        if (first || idle || !now.equals(it.committed)) {
            it.sinceNanos = nanos;
        }
        it.committed = now;
        it.longestOffsetStallNanos =
                Math.max(it.longestOffsetStallNanos, nanos - it.offsetSinceNanos);
        it.longestStallNanos = Math.max(it.longestStallNanos, nanos - it.sinceNanos);
    }
}
