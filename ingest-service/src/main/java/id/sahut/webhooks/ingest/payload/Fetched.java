package id.sahut.webhooks.ingest.payload;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/// What came of fetching the record in a place. Immutable.
sealed interface Fetched {

    record Record(ConsumerRecord<byte[], byte[]> record) implements Fetched {}

    /// There is none: not any more, not yet, or it is a transaction's marker.
    record None() implements Fetched {}

    /// Kafka did not say in time, or could not.
    record Unknown(String why) implements Fetched {}
}
