package id.sahut.webhooks.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.NoOffsetForPartitionException;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class StartingPointsTest {

    private static final TopicPartition PARTITION = new TopicPartition("sahut.events", 0);
    private static final long BEGINNING = 100;
    private static final long END = 200;

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final StartingPoints points = new StartingPoints(consumer, meters);

    @Test
    void aGroupThatWasNeverHereBeginsAtTheBeginning() {
        assigned();

        points.place(List.of(PARTITION));

        assertThat(consumer.position(PARTITION)).isEqualTo(BEGINNING);
    }

    @Test
    void whatWasDeletedBeforeAGroupCameIsCountedOnce() {
        assigned();

        points.place(List.of(PARTITION));
        points.place(List.of(PARTITION));

        assertThat(lost()).isEqualTo(BEGINNING);
        assertThat(consumer.committed(Set.of(PARTITION)))
                .containsEntry(PARTITION, new OffsetAndMetadata(BEGINNING));
    }

    @Test
    void aGroupThatIsNewToAWholeLogHasLostNothing() {
        assigned();
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));

        points.place(List.of(PARTITION));

        assertThat(consumer.position(PARTITION)).isZero();
        assertThat(lost()).isZero();
        assertThat(consumer.committed(Set.of(PARTITION)).get(PARTITION)).isNull();
    }

    @Test
    void aPositionInTheLogIsLeftToTheConsumer() {
        assertThat(StartingPoints.start(Optional.of(BEGINNING), BEGINNING, END))
                .isEqualTo(new StartingPoints.Start.Resumed());
        assertThat(StartingPoints.start(Optional.of(END), BEGINNING, END))
                .isEqualTo(new StartingPoints.Start.Resumed());
    }

    @Test
    void whatWasDeletedBeforeItWasReadIsCounted() {
        assigned();
        committed(40);

        points.place(List.of(PARTITION));

        assertThat(consumer.position(PARTITION)).isEqualTo(BEGINNING);
        assertThat(lost()).isEqualTo(60);
    }

    @Test
    void aPositionAfterTheEndGoesBackToTheBeginning() {
        assigned();
        committed(201);

        points.place(List.of(PARTITION));

        assertThat(consumer.position(PARTITION)).isEqualTo(BEGINNING);
        assertThat(lost()).isZero();
    }

    @Test
    void aPositionLostWhileReadingIsCountedToo() {
        assigned();

        points.recover(new OffsetOutOfRangeException(Map.of(PARTITION, 90L)));

        assertThat(consumer.position(PARTITION)).isEqualTo(BEGINNING);
        assertThat(lost()).isEqualTo(10);
    }

    @Test
    void aPositionThatWasAfterTheEndGoesBackEvenIfTheLogHasGrownPastIt() {
        var start =
                StartingPoints.restart(
                        new OffsetOutOfRangeException(Map.of(PARTITION, 150L)),
                        PARTITION,
                        BEGINNING);

        assertThat(start).isEqualTo(new StartingPoints.Start.Replaced(BEGINNING, 150));
    }

    @Test
    void aLogThatWasCutOffIsReadOnFromTheCut() {
        var start =
                StartingPoints.restart(
                        new LogTruncationException(
                                "cut off",
                                Map.of(PARTITION, 180L),
                                Map.of(PARTITION, new OffsetAndMetadata(170))),
                        PARTITION,
                        BEGINNING);

        assertThat(start).isEqualTo(new StartingPoints.Start.Replaced(170, 180));
    }

    @Test
    void aPollWithoutPositionBeginsAtTheBeginning() {
        assigned();

        points.recover(new NoOffsetForPartitionException(Set.of(PARTITION)));

        assertThat(consumer.position(PARTITION)).isEqualTo(BEGINNING);
    }

    @Test
    void aClusterThatDoesNotAnswerLeavesTheMatterToTheNextPoll() {
        assigned();
        KafkaException silence = new TimeoutException("no answer");
        consumer.setOffsetsException(silence);

        points.recover(new OffsetOutOfRangeException(Map.of(PARTITION, 90L)));

        assertThat(lost()).isZero();
        points.recover(new OffsetOutOfRangeException(Map.of(PARTITION, 90L)));
        assertThat(lost()).isEqualTo(10);
    }

    private void assigned() {
        consumer.assign(List.of(PARTITION));
        consumer.updateBeginningOffsets(Map.of(PARTITION, BEGINNING));
        consumer.updateEndOffsets(Map.of(PARTITION, END));
    }

    private void committed(long offset) {
        consumer.commitSync(Map.of(PARTITION, new OffsetAndMetadata(offset)));
    }

    private double lost() {
        var counter = meters.find("sahut.records.lost").tag("topic", "sahut.events").counter();
        return counter == null ? 0 : counter.count();
    }
}
