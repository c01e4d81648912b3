package id.sahut.webhooks.ingest.recover;

import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.kafka.SkippedRecords;
import id.sahut.webhooks.common.kafka.TopicFollower;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/// All recoveries, as the topic has them, to be told. Safe for any thread.
final class RecoveryView implements AutoCloseable {

    private final RecoveryBook book = new RecoveryBook();
    private final TopicFollower follower;

    private RecoveryView(
            KafkaClients kafka, String topic, LongSupplier nanoTime, MeterRegistry meters) {
        var skipped = new SkippedRecords(topic, meters);
        this.follower =
                TopicFollower.start(
                        topic,
                        kafka.committedViewConsumer(),
                        record -> {
                            if (!RecoveryRecords.read(record, book)) {
                                skipped.skip("that tells of no recovery", record);
                            }
                        },
                        nanoTime);
        follower.register("ingest", meters);
    }

    static RecoveryView follow(
            KafkaClients kafka, String topic, LongSupplier nanoTime, MeterRegistry meters) {
        return new RecoveryView(kafka, topic, nanoTime, meters);
    }

    RecoveryBook book() {
        return book;
    }

    /// Whether all that there was at the start is known, and it still learns of more.
    boolean isCurrent() {
        CompletableFuture<Void> caughtUp = follower.caughtUp();
        return caughtUp.isDone() && !caughtUp.isCompletedExceptionally() && follower.isAlive();
    }

    boolean isAlive() {
        return follower.isAlive();
    }

    CompletableFuture<Void> hasRead(int partition, long offset) {
        return follower.hasRead(partition, offset);
    }

    @Override
    public void close() {
        follower.close();
    }
}
