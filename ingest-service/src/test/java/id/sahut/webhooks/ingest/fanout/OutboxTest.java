package id.sahut.webhooks.ingest.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class OutboxTest {

    private static final ProducerRecord<byte[], byte[]> RECORD = record("whole");

    private final MockProducer<byte[], byte[]> producer =
            new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final AtomicInteger beats = new AtomicInteger();

    /// Acknowledges one record, or lets it fail, at every beat of the waiting outbox.
    private Runnable atBeat = producer::completeNext;

    private boolean givesUp;

    private final Outbox outbox =
            new Outbox(
                    producer,
                    () -> {
                        beats.incrementAndGet();
                        atBeat.run();
                    },
                    () -> givesUp);

    @Test
    void itWaitsUntilEveryRecordIsAcknowledged() {
        outbox.send(RECORD);
        outbox.send(RECORD);

        assertThat(outbox.settle()).isTrue();
        assertThat(beats).hasValue(2);
    }

    @Test
    void aRecordThatKafkaDoesNotTakeYetIsSentAgain() {
        outbox.send(RECORD);
        atBeat =
                () -> {
                    atBeat = producer::completeNext;
                    producer.errorNext(new TimeoutException("no metadata"));
                };

        assertThat(outbox.settle()).isTrue();
        assertThat(producer.history()).containsExactly(RECORD, RECORD);
    }

    @Test
    void aRecordThatKafkaNeverTakesIsAFailure() {
        outbox.send(RECORD);
        atBeat = () -> producer.errorNext(new TopicAuthorizationException("topic"));

        assertThatThrownBy(outbox::settle)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("topic");
    }

    @Test
    void aRecordThatIsTooLargeIsReplacedByASmallerOneIfThereIsOne() {
        var smaller = record("sm");
        outbox.send(RECORD, _ -> smaller);
        atBeat =
                () -> {
                    atBeat = producer::completeNext;
                    producer.errorNext(new RecordTooLargeException("too large"));
                };

        assertThat(outbox.settle()).isTrue();
        assertThat(producer.history()).containsExactly(RECORD, smaller);
    }

    @Test
    void aSmallerOneThatIsStillTooLargeIsAFailure() {
        outbox.send(RECORD, it -> it);
        atBeat = () -> producer.errorNext(new RecordTooLargeException("too large"));

        assertThatThrownBy(outbox::settle).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void itGivesUpWhenToldTo() {
        outbox.send(RECORD);
        atBeat = () -> givesUp = true;

        assertThat(outbox.settle()).isFalse();
    }

    private static ProducerRecord<byte[], byte[]> record(String value) {
        return new ProducerRecord<>("topic", value.getBytes(UTF_8));
    }
}
