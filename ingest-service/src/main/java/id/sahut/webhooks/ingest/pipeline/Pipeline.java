package id.sahut.webhooks.ingest.pipeline;

import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.retry.RetryTiers;
import id.sahut.webhooks.common.topics.TopicNames;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// How the pipeline stands, read from Kafka when somebody asks: no group is joined, nothing is
/// committed. Safe for any thread, which it blocks for some 10 s at most.
///
/// Who asks within a second of somebody else is told the same. The clients are closed when nobody
/// has asked for a minute.
public final class Pipeline implements AutoCloseable {

    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final Duration IDLE = Duration.ofMinutes(1);

    private final Supplier<Reader> readers;
    private final LongSupplier nanoTime;
    private final Duration idle;
    private @Nullable Reader reader;
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

    /// Whoever looks, one time after the other.
    interface Reader extends AutoCloseable {

        PipelineState read() throws PipelineUnknown;

        @Override
        void close();
    }

    /// @param idle after how long without a question the reader is closed
    Pipeline(Supplier<Reader> readers, LongSupplier nanoTime, Duration idle) {
        this.readers = readers;
        this.nanoTime = nanoTime;
        this.idle = idle;
    }

    /// Connects to nothing before somebody looks.
    public static Pipeline open(Wiring wiring) {
        return new Pipeline(() -> new PipelineReader(wiring), wiring.nanoTime, IDLE);
    }

    /// @throws PipelineUnknown when Kafka does not say, or does not allow it
    public synchronized PipelineState look() throws PipelineUnknown {
        PipelineState known = last;
        if (known != null && sinceLast().compareTo(FRESH) < 0) {
            return known;
        }
        Reader with = open();
        try {
            PipelineState state = with.read();
            last = state;
            lastNanos = nanoTime.getAsLong();
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

    private Reader open() throws PipelineUnknown {
        if (closed) {
            throw new PipelineUnknown("it is closed");
        }
        Reader open = reader;
        if (open == null) {
            Reader fresh = readers.get();
            reader = fresh;
            lastNanos = nanoTime.getAsLong();
            Thread.ofVirtual().name("pipeline-idle").start(() -> letGoWhenIdle(fresh));
            return fresh;
        }
        return open;
    }

    private synchronized void letGoWhenIdle(Reader mine) {
        try {
            while (Objects.equals(mine, reader)) { // which are themselves alone
                Duration left = idle.minus(sinceLast());
                if (left.isPositive()) {
                    wait(left.toMillis() + 1);
                } else {
                    letGo();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void letGo() {
        Reader open = reader;
        reader = null;
        last = null;
        notifyAll();
        if (open != null) {
            open.close();
        }
    }

    private Duration sinceLast() {
        return Duration.ofNanos(nanoTime.getAsLong() - lastNanos);
    }
}
