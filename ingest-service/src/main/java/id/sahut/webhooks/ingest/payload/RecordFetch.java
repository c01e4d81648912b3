package id.sahut.webhooks.ingest.payload;

import id.sahut.webhooks.common.delivery.RecordPlace;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;

/// Fetches one record: a seek and a poll. Confined to a thread for as long as it takes.
final class RecordFetch {

    /// A record that is there comes within milliseconds, from a client that has just been made
    /// within some hundred. After this silence it is asked whether there is one.
    private static final Duration LOOK = Duration.ofMillis(400);

    private final Consumer<byte[], byte[]> consumer;
    private final LongSupplier nanoTime;
    private final long endNanos;

    /// @param consumer which nobody else uses meanwhile
    /// @param endNanos when it gives up
    RecordFetch(Consumer<byte[], byte[]> consumer, LongSupplier nanoTime, long endNanos) {
        this.consumer = consumer;
        this.nanoTime = nanoTime;
        this.endNanos = endNanos;
    }

    Fetched at(RecordPlace place) {
        var partition = new TopicPartition(place.topic(), place.partition());
        try {
            consumer.assign(List.of(partition));
            consumer.seek(partition, place.offset());
            for (Duration left = left(); !left.isZero(); left = left()) {
                for (var record : consumer.poll(shorter(left)).records(partition)) {
                    return record.offset() == place.offset()
                            ? new Fetched.Record(record)
                            : new Fetched.None();
                }
                if (isNone(partition, place.offset())) {
                    return new Fetched.None();
                }
            }
            return new Fetched.Unknown("Kafka has not answered in time");
        } catch (OffsetOutOfRangeException e) {
            return new Fetched.None();
        } catch (KafkaException e) {
            return new Fetched.Unknown(e.toString());
        }
    }

    /// Whether Kafka says that there is nothing to wait for: no such partition, or a log that ends
    /// before. What is no record (a marker) was stepped over.
    private boolean isNone(TopicPartition partition, long offset) {
        try {
            if (consumer.position(partition, Duration.ZERO) > offset) {
                return true;
            }
            boolean isThere =
                    consumer.partitionsFor(partition.topic(), left()).stream()
                            .anyMatch(it -> it.partition() == partition.partition());
            if (!isThere) {
                return true;
            }
            Long end = consumer.endOffsets(List.of(partition), shorter(left())).get(partition);
            return end != null && offset >= end;
        } catch (TimeoutException e) {
            return false; // what was known of the topic may be out of date, and is asked for by now
        }
    }

    private static Duration shorter(Duration left) {
        return left.compareTo(LOOK) < 0 ? left : LOOK;
    }

    private Duration left() {
        return Duration.ofNanos(Math.max(0, endNanos - nanoTime.getAsLong()));
    }
}
