package id.sahut.webhooks.dispatcher.outcome;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.sahut.webhooks.common.loop.Written;
import id.sahut.webhooks.common.topics.TopicNames;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// One batch after another, each answered for once, and a failure told. The test says how a
/// transaction ends.
class OutcomeWriterTest {

    private final SynchronousQueue<Object> ends = new SynchronousQueue<>();
    private final Semaphore begun = new Semaphore(0);
    private final BlockingQueue<Object> told = new ArrayBlockingQueue<>(10);
    private volatile boolean closed;
    private final OutcomeWriter writer =
            OutcomeWriter.start(
                    (_, _, _) -> endOfTheNext(),
                    () -> closed = true,
                    new OutcomeRecords(new TopicNames("test."), InstantSource.fixed(Instant.EPOCH)),
                    new OutcomeWriter.Mailbox() {
                        @Override
                        public void written(Batch batch, Written result) {
                            told.add(Map.entry(batch, result));
                        }

                        @Override
                        public void failed(Throwable cause) {
                            told.add(cause);
                        }
                    });

    private Written endOfTheNext() {
        begun.release();
        try {
            return switch (ends.take()) {
                case Written result -> result;
                case RuntimeException failure -> throw failure;
                case Object other -> throw new AssertionError(other);
            };
        } catch (InterruptedException e) {
            throw new IllegalStateException("interrupted", e);
        }
    }

    @AfterEach
    void end() {
        writer.close();
        assertThat(closed).isTrue();
    }

    @Test
    void everyBatchIsAnsweredForOnce() throws Exception {
        for (Written result : Written.values()) {
            Batch batch = batch();
            writer.write(batch);
            ends.put(result);
            assertThat(next()).isEqualTo(Map.entry(batch, result));
        }
        assertThat(told).isEmpty();
    }

    @Test
    void aFailureIsToldAndNothingIsWrittenAnyMore() throws Exception {
        var failure = new IllegalStateException("fenced");
        writer.write(batch());
        ends.put(failure);
        assertThat(next()).isSameAs(failure);

        writer.write(batch());
        assertThat(ends.offer(Written.COMMITTED, 50, TimeUnit.MILLISECONDS))
                .as("somebody began a transaction")
                .isFalse();
    }

    @Test
    void aBatchIsNotTakenBeforeTheLastIsAnsweredFor() throws Exception {
        Batch first = batch();
        writer.write(first);
        assertThat(begun.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        writer.write(batch());
        assertThatThrownBy(() -> writer.write(batch()))
                .hasMessageContaining("before the last was written");
        ends.put(Written.COMMITTED);
        assertThat(next()).isEqualTo(Map.entry(first, Written.COMMITTED));
    }

    private Object next() throws InterruptedException {
        return Objects.requireNonNull(told.poll(10, TimeUnit.SECONDS));
    }

    private static Batch batch() {
        return new Batch(
                List.of(), Map.of(), new MockConsumer<byte[], byte[]>("earliest").groupMetadata());
    }
}
