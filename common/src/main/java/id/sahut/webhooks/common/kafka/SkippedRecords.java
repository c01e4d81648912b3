package id.sahut.webhooks.common.kafka;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The records of a compacted topic that are not what belongs there: each is left out, logged and
/// counted. Safe for any thread.
public final class SkippedRecords {

    private static final Logger log = LoggerFactory.getLogger(SkippedRecords.class);

    private final Counter counter;

    public SkippedRecords(String topic, MeterRegistry meters) {
        this.counter =
                Counter.builder("sahut.records.skipped")
                        .description("Records of a compacted topic that do not belong there")
                        .tag("topic", topic)
                        .register(meters);
    }

    /// @param what continues "skipped a record "
    public void skip(String what, ConsumerRecord<byte[], byte[]> record) {
        counter.increment();
        log.warn(
                "skipped a record {}: topic={} partition={} offset={}",
                what,
                record.topic(),
                record.partition(),
                record.offset());
    }
}
