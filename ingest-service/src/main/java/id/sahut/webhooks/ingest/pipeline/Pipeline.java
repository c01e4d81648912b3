package id.sahut.webhooks.ingest.pipeline;

import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.retry.RetryTiers;
import id.sahut.webhooks.common.topics.TopicNames;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// How the pipeline stands, read from Kafka when somebody asks: no group is joined, nothing is
/// committed. Safe for any thread, which it blocks for some 10 s at most.
///
/// Who asks within a second of somebody else is told the same. The clients are closed when nobody
/// has asked for a minute.
public final class Pipeline implements AutoCloseable {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final Wiring wiring;
    private @Nullable PipelineReader reader;
    private @Nullable PipelineState last;
    private long lastNanos;
    private boolean closed;

    /// What it works with.
    ///
    /// @param nanoTime a monotonic clock, in nanoseconds
    public record Wiring(
            KafkaClients kafka,
            TopicNames topics,
            RetryTiers tiers,
            InstantSource clock,
            LongSupplier nanoTime) {}

    private Pipeline(Wiring wiring) {
        this.wiring = wiring;
    }

    /// Connects to nothing before somebody looks.
    public static Pipeline open(Wiring wiring) {
        return new Pipeline(wiring);
    }

    /// @throws PipelineUnknown when Kafka does not say, or does not allow it
    public synchronized PipelineState look() throws PipelineUnknown {
        PipelineState known = last;
        if (known != null && sinceLast().compareTo(FRESH) < 0) {
            return known;
        }
        PipelineReader with = open();
        try {
            PipelineState state = with.read();
            last = state;
            lastNanos = wiring.nanoTime.getAsLong();
            return state;
        } catch (PipelineUnknown | RuntimeException e) {
            letGo(); // what a client knows of a cluster that was away may be out of date
            throw e;
        }
    }

    @Override
    public synchronized void close() {
        closed = true;
        letGo();
    }

    private PipelineReader open() throws PipelineUnknown {
        if (closed) {
            throw new PipelineUnknown("it is closed");
        }
        PipelineReader open = reader;
        if (open == null) {
            open = new PipelineReader(wiring);
            reader = open;
            Thread.ofVirtual().name("pipeline-idle").start(this::letGoWhenIdle);
        }
        return open;
    }

    private synchronized void letGoWhenIdle() {
        try {
            PipelineReader mine = reader;
            lastNanos = wiring.nanoTime.getAsLong();
            for (Duration idle = sinceLast();
                    mine == reader && idle.compareTo(IDLE) < 0;
                    idle = sinceLast()) {
                wait(IDLE.minus(idle).toMillis() + 1);
            }
            if (mine == reader) {
                letGo();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void letGo() {
        PipelineReader open = reader;
        reader = null;
        notifyAll();
        if (open != null) {
            open.close();
        }
    }

    private Duration sinceLast() {
        return Duration.ofNanos(wiring.nanoTime.getAsLong() - lastNanos);
    }
}
