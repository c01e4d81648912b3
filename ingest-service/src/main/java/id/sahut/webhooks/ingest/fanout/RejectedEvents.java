package id.sahut.webhooks.ingest.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// Rejected events as records: as they were received, with the reason and where they came from in
/// headers. Stateless.
///
/// Piped back into the events once their cause is mended, they start over.
final class RejectedEvents {

    static final String REASON = "rejected-reason";
    static final String DETAIL = "rejected-detail";
    static final String REJECTED_AT = "rejected-at";
    static final String SOURCE_TOPIC = "source-topic";
    static final String SOURCE_PARTITION = "source-partition";
    static final String SOURCE_OFFSET = "source-offset";

    /// How many of the received headers were left out, if any.
    static final String HEADERS_OMITTED = "rejected-headers-omitted";

    /// How many bytes the value had, if it had to be cut.
    static final String VALUE_BYTES = "rejected-value-bytes";

    /// How many bytes the key had, if it had to be cut.
    static final String KEY_BYTES = "rejected-key-bytes";

    static final int MAX_HEADERS = 64;
    static final int MAX_HEADER_BYTES = 16 * 1024;
    static final int CUT_VALUE_BYTES = 64 * 1024;
    static final int CUT_KEY_BYTES = 1024;

    private static final Set<String> OURS =
            Set.of(
                    REASON,
                    DETAIL,
                    REJECTED_AT,
                    SOURCE_TOPIC,
                    SOURCE_PARTITION,
                    SOURCE_OFFSET,
                    HEADERS_OMITTED,
                    VALUE_BYTES,
                    KEY_BYTES);

    private RejectedEvents() {}

    static ProducerRecord<byte[], byte[]> write(
            String topic,
            ConsumerRecord<byte[], byte[]> event,
            FanOutResult.Reject rejection,
            Instant now) {
        var record = new ProducerRecord<byte[], byte[]>(topic, event.key(), event.value());
        Headers headers = record.headers();
        int omitted = copy(event.headers(), headers);
        if (omitted > 0) {
            put(headers, HEADERS_OMITTED, omitted);
        }
        putWhy(headers, rejection, now);
        putWhere(headers, event.topic(), event.partition(), event.offset());
        return record;
    }

    /// The same for what nobody could read: it has neither key nor value, and is where it came
    /// from.
    ///
    /// @param offset the first of it
    static ProducerRecord<byte[], byte[]> unread(
            String topic,
            TopicPartition from,
            long offset,
            FanOutResult.Reject rejection,
            Instant now) {
        var record = new ProducerRecord<byte[], byte[]>(topic, null, null);
        putWhy(record.headers(), rejection, now);
        putWhere(record.headers(), from.topic(), from.partition(), offset);
        return record;
    }

    /// The same for an event larger than the topic takes: its beginning, and how long it was. The
    /// whole of it is still where it came from.
    static ProducerRecord<byte[], byte[]> cut(ProducerRecord<byte[], byte[]> record) {
        byte[] key = record.key();
        byte[] value = record.value();
        var cut =
                new ProducerRecord<byte[], byte[]>(
                        record.topic(), start(key, CUT_KEY_BYTES), start(value, CUT_VALUE_BYTES));
        record.headers().forEach(cut.headers()::add);
        if (key != null && key.length > CUT_KEY_BYTES) {
            put(cut.headers(), KEY_BYTES, key.length);
        }
        if (value != null && value.length > CUT_VALUE_BYTES) {
            put(cut.headers(), VALUE_BYTES, value.length);
        }
        return cut;
    }

    /// @return how many were left out because the others fill the limits
    private static int copy(Headers from, Headers to) {
        int copied = 0;
        int bytes = 0;
        int omitted = 0;
        for (Header header : from) {
            if (OURS.contains(header.key())) {
                continue; // from an earlier rejection, before it was piped back
            }
            int size = header.key().length() + (header.value() == null ? 0 : header.value().length);
            if (copied < MAX_HEADERS && bytes + size <= MAX_HEADER_BYTES) {
                to.add(header);
                copied++;
                bytes += size;
            } else {
                omitted++;
            }
        }
        return omitted;
    }

    private static byte @Nullable [] start(byte @Nullable [] bytes, int max) {
        return bytes == null || bytes.length <= max ? bytes : Arrays.copyOf(bytes, max);
    }

    private static void putWhy(Headers headers, FanOutResult.Reject rejection, Instant now) {
        put(headers, REASON, rejection.reason().label());
        put(headers, DETAIL, rejection.detail());
        put(headers, REJECTED_AT, now);
    }

    private static void putWhere(Headers headers, String topic, int partition, long offset) {
        put(headers, SOURCE_TOPIC, topic);
        put(headers, SOURCE_PARTITION, partition);
        put(headers, SOURCE_OFFSET, offset);
    }

    private static void put(Headers headers, String name, Object value) {
        headers.add(name, value.toString().getBytes(UTF_8));
    }
}
