package id.sahut.webhooks.ingest.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.event.RejectionReason;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

class RejectedEventsTest {

    private static final String TOPIC = "sahut.events.rejected";
    private static final FanOutResult.Reject WHY =
            new FanOutResult.Reject(RejectionReason.UNREADABLE_JSON, "not JSON");

    private final ConsumerRecord<byte[], byte[]> event =
            new ConsumerRecord<>("sahut.events", 3, 17, "key".getBytes(UTF_8), new byte[200_000]);

    @Test
    void aLongDetailIsCutAndNoCharacterInTwo() {
        var rejection =
                new FanOutResult.Reject(
                        RejectionReason.UNKNOWN_EVENT_TYPE, "a" + "😀".repeat(5_000));

        assertThat(rejection.detail()).isEqualTo("a" + "😀".repeat(499));
        assertThat(new FanOutResult.Reject(RejectionReason.TOO_LARGE, "b".repeat(1_000)).detail())
                .hasSize(1_000);
    }

    @Test
    void itIsAsReceivedWithTheReasonAndTheSource() {
        event.headers().add("x-mine", "1".getBytes(UTF_8));

        var record = write();

        assertThat(record.key()).isEqualTo(event.key());
        assertThat(record.value()).isEqualTo(event.value());
        assertThat(text(record, "x-mine")).isEqualTo("1");
        assertThat(text(record, RejectedEvents.REASON)).isEqualTo("unreadable_json");
        assertThat(text(record, RejectedEvents.DETAIL)).isEqualTo("not JSON");
        assertThat(text(record, RejectedEvents.REJECTED_AT)).isEqualTo("1970-01-01T00:00:00Z");
        assertThat(text(record, RejectedEvents.SOURCE_TOPIC)).isEqualTo("sahut.events");
        assertThat(text(record, RejectedEvents.SOURCE_PARTITION)).isEqualTo("3");
        assertThat(text(record, RejectedEvents.SOURCE_OFFSET)).isEqualTo("17");
        assertThat(record.headers().lastHeader(RejectedEvents.HEADERS_OMITTED)).isNull();
    }

    @Test
    void tooManyHeadersAreLeftOutAndCounted() {
        for (int i = 0; i < 100; i++) {
            event.headers().add("h" + i, new byte[1]);
        }

        assertThat(text(write(), RejectedEvents.HEADERS_OMITTED)).isEqualTo("36");
    }

    @Test
    void anEnormousHeaderIsLeftOutAndTheOthersStay() {
        event.headers().add("enormous", new byte[100_000]);
        event.headers().add("small", "1".getBytes(UTF_8));

        var record = write();

        assertThat(text(record, RejectedEvents.HEADERS_OMITTED)).isEqualTo("1");
        assertThat(text(record, "small")).isEqualTo("1");
    }

    @Test
    void theHeadersOfAnEarlierRejectionAreReplaced() {
        event.headers().add(RejectedEvents.REASON, "too_large".getBytes(UTF_8));

        assertThat(write().headers().headers(RejectedEvents.REASON)).hasSize(1);
    }

    @Test
    void whatIsTooLargeForTheTopicIsCutAndSaysSo() {
        var cut = RejectedEvents.cut(write());

        assertThat(cut.value()).hasSize(RejectedEvents.CUT_VALUE_BYTES);
        assertThat(cut.key()).isEqualTo(event.key());
        assertThat(text(cut, RejectedEvents.VALUE_BYTES)).isEqualTo("200000");
        assertThat(text(cut, RejectedEvents.REASON)).isEqualTo("unreadable_json");
    }

    private ProducerRecord<byte[], byte[]> write() {
        return RejectedEvents.write(TOPIC, event, WHY, Instant.EPOCH);
    }

    private static String text(ProducerRecord<byte[], byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        assertThat(header).as(name).isNotNull();
        return new String(header.value(), UTF_8);
    }
}
