package id.sahut.webhooks.ingest.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
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
        outbox.send(Outbox.Parcel.of(RECORD));
        outbox.send(Outbox.Parcel.of(RECORD));

        assertThat(outbox.settle()).isTrue();
        assertThat(producer.history()).hasSize(2);
        assertThat(beats.get()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void aRecordThatKafkaDoesNotTakeYetIsSentAgain() {
        outbox.send(Outbox.Parcel.of(RECORD));
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
        outbox.send(Outbox.Parcel.of(RECORD));
        atBeat = () -> producer.errorNext(new TopicAuthorizationException("topic"));

        assertThatThrownBy(outbox::settle)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("topic");
    }

    @Test
    void aRecordThatIsTooLargeIsReplacedByASmallerOneIfThereIsOne() {
        var smaller = record("sm");
        outbox.send(new Outbox.Parcel(RECORD, () -> Optional.of(Outbox.Parcel.of(smaller))));
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
        outbox.send(new Outbox.Parcel(RECORD, () -> Optional.of(Outbox.Parcel.of(RECORD))));
        atBeat = () -> producer.errorNext(new RecordTooLargeException("too large"));

        assertThatThrownBy(outbox::settle).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void itGivesUpWhenToldTo() {
        outbox.send(Outbox.Parcel.of(RECORD));
        atBeat = () -> givesUp = true;

        assertThat(outbox.settle()).isFalse();
    }

    @Test
    void aRecordThatIsTooLargeMayBeLeftOut() {
        outbox.send(new Outbox.Parcel(RECORD, Optional::empty));
        atBeat = () -> producer.errorNext(new RecordTooLargeException("too large"));

        assertThat(outbox.settle()).isTrue();
        assertThat(producer.history()).containsExactly(RECORD);
    }

    @Test
    void howeverManyAreSentAtOneGoItWaitsForWhatIsUnderWayAndIsAlive() {
        var acknowledged = new AtomicInteger();
        var most = new AtomicInteger();
        atBeat =
                () -> {
                    int underWay = producer.history().size() - acknowledged.get();
                    most.accumulateAndGet(underWay, Math::max);
                    if (underWay >= 10_000) {
                        while (producer.completeNext()) {
                            acknowledged.incrementAndGet();
                        }
                    }
                };

        for (int i = 0; i < 35_000; i++) {
            assertThat(outbox.send(Outbox.Parcel.of(RECORD))).isTrue();
        }

        assertThat(most).hasValue(10_000);
        assertThat(beats.get()).isGreaterThanOrEqualTo(35_000);
    }

    @Test
    void whileKafkaTakesNothingNoFurtherRecordWaitsInVainAndItGivesUpWhenToldTo() {
        var away = new Outbox(refusing(), beats::incrementAndGet, () -> beats.get() > 20);

        assertThat(away.send(Outbox.Parcel.of(RECORD))).isTrue();
        assertThat(away.send(Outbox.Parcel.of(record("second")))).isFalse();

        assertThat(beats.get()).isGreaterThan(20);
    }

    /// As the client does when it has had no metadata for as long as it may block.
    private static MockProducer<byte[], byte[]> refusing() {
        return new MockProducer<>(
                false, null, new ByteArraySerializer(), new ByteArraySerializer()) {
            @Override
            public synchronized Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
                return CompletableFuture.failedFuture(new TimeoutException("no metadata"));
            }
        };
    }

    private static ProducerRecord<byte[], byte[]> record(String value) {
        return new ProducerRecord<>("topic", value.getBytes(UTF_8));
    }
}
