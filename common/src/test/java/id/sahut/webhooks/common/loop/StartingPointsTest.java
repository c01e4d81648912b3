package id.sahut.webhooks.common.loop;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.LogTruncationException;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StartingPointsTest {

    private static final TopicPartition PARTITION = new TopicPartition("sahut.events", 0);
    private static final Set<TopicPartition> ONLY = Set.of(PARTITION);
    private static final long BEGINNING = 100;
    private static final long END = 200;

    private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Cluster cluster = new Cluster();
    private long nanos = 3;
    private final StartingPoints points =
            new StartingPoints(consumer, cluster, () -> nanos, meters);

    /// Answers when a test says so.
    private static final class Cluster implements StartingPoints.Question {
        private final Deque<CompletableFuture<StartingPoints.Answer>> asked = new ArrayDeque<>();
        private boolean closed;

        @Override
        public CompletableFuture<StartingPoints.Answer> ask(Set<TopicPartition> partitions) {
            var answer = new CompletableFuture<StartingPoints.Answer>();
            asked.add(answer);
            return answer;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @BeforeEach
    void assign() {
        consumer.assign(ONLY);
    }

    @Test
    void aPartitionIsPausedUntilTheClusterHasAnswered() {
        points.begin(ONLY);

        assertThat(points.placed()).isEmpty();
        assertThat(points.awaited()).isEqualTo(ONLY);
        assertThat(consumer.paused()).isEqualTo(ONLY);

        answer(committed(150));
        assertThat(points.placed())
                .containsEntry(
                        PARTITION,
                        new StartingPoints.Place(
                                150, Optional.of(new OffsetAndMetadata(150)), BEGINNING, END));
        assertThat(points.awaited()).isEmpty();
        assertThat(consumer.paused()).isEmpty();
        assertThat(consumer.position(PARTITION)).isEqualTo(150);
    }

    @Test
    void aGroupThatWasNeverHereBeginsAtTheBeginning() {
        points.begin(ONLY);
        answer(nowhere());

        assertThat(points.placed().get(PARTITION))
                .isEqualTo(new StartingPoints.Place(BEGINNING, Optional.empty(), BEGINNING, END));
        assertThat(consumer.position(PARTITION)).isEqualTo(BEGINNING);
        assertThat(lost()).as("deleted before the group came").isEqualTo(BEGINNING);
        assertThat(consumer.committed(ONLY))
                .as("so that it is said once")
                .containsEntry(PARTITION, new OffsetAndMetadata(BEGINNING));
    }

    @Test
    void aGroupThatIsNewToAWholeLogHasLostNothing() {
        points.begin(ONLY);
        answer(new StartingPoints.Answer(Map.of(), at(0), at(END)));

        assertThat(points.placed()).hasSize(1);
        assertThat(consumer.position(PARTITION)).isZero();
        assertThat(lost()).isZero();
        assertThat(consumer.committed(ONLY).get(PARTITION)).isNull();
    }

    @Test
    void aPositionInTheLogIsGoneOnFrom() {
        for (long offset : List.of(BEGINNING, END)) {
            var committed = new OffsetAndMetadata(offset);
            assertThat(StartingPoints.start(Optional.of(committed), BEGINNING, END))
                    .isEqualTo(new StartingPoints.Start.Resumed(committed));
        }
    }

    @Test
    void whatWasDeletedBeforeItWasReadIsCounted() {
        points.begin(ONLY);
        answer(committed(40));

        assertThat(points.placed().values())
                .singleElement()
                .satisfies(it -> assertThat(it.committed()).isEmpty());
        assertThat(consumer.position(PARTITION)).isEqualTo(BEGINNING);
        assertThat(lost()).isEqualTo(60);
    }

    @Test
    void aPositionAfterTheEndGoesBackToTheBeginning() {
        points.begin(ONLY);
        answer(committed(201));

        assertThat(points.placed()).hasSize(1);
        assertThat(consumer.position(PARTITION)).isEqualTo(BEGINNING);
        assertThat(lost()).isZero();
    }

    @Test
    void aPositionLostWhileReadingIsCountedToo() {
        points.recover(new OffsetOutOfRangeException(Map.of(PARTITION, 90L)));
        assertThat(consumer.paused()).isEqualTo(ONLY);
        answer(committed(90));

        assertThat(points.placed()).hasSize(1);
        assertThat(consumer.position(PARTITION)).isEqualTo(BEGINNING);
        assertThat(lost()).isEqualTo(10);
    }

    @Test
    void whoReadsBehindTheGroupsPositionAndIsOvertakenThereGoesOnFromIt() {
        points.recover(new OffsetOutOfRangeException(Map.of(PARTITION, 90L)));
        answer(committed(150));

        assertThat(points.placed().values())
                .singleElement()
                .satisfies(it -> assertThat(it.committed()).contains(new OffsetAndMetadata(150)));
        assertThat(consumer.position(PARTITION)).isEqualTo(150);
        assertThat(lost()).isZero();
    }

    @Test
    void aPositionThatWasAfterTheEndGoesBackEvenIfTheLogHasGrownPastIt() {
        var start =
                StartingPoints.restart(
                        new OffsetOutOfRangeException(Map.of(PARTITION, 150L)),
                        PARTITION,
                        Optional.empty(),
                        BEGINNING,
                        END);

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
                        Optional.empty(),
                        BEGINNING,
                        END);

        assertThat(start).isEqualTo(new StartingPoints.Start.Replaced(170, 180));
    }

    @Test
    void aClusterThatDoesNotAnswerIsAskedAgainASecondLater() {
        points.begin(ONLY);
        cluster.asked.remove().completeExceptionally(new TimeoutException("no answer"));

        assertThat(points.placed()).isEmpty();
        assertThat(points.awaited()).isEqualTo(ONLY);
        assertThat(cluster.asked).isEmpty();

        nanos += Duration.ofSeconds(1).toNanos();
        assertThat(points.placed()).isEmpty();
        answer(committed(150));
        assertThat(points.placed()).hasSize(1);
    }

    @Test
    void anAnswerFromBeforeThePartitionWentAndCameBackDoesNotCount() {
        points.begin(ONLY);
        points.forget(ONLY);
        points.begin(ONLY);

        answer(committed(120));
        assertThat(points.placed()).isEmpty();
        answer(committed(150));
        assertThat(points.placed().values())
                .singleElement()
                .satisfies(it -> assertThat(it.offset()).isEqualTo(150));
    }

    @Test
    void whatHasGoneIsNotPlaced() {
        points.begin(ONLY);
        points.forget(ONLY);
        answer(committed(150));

        assertThat(points.placed()).isEmpty();
        points.close();
        assertThat(cluster.closed).isTrue();
    }

    private void answer(StartingPoints.Answer answer) {
        cluster.asked.remove().complete(answer);
    }

    private static StartingPoints.Answer committed(long offset) {
        return new StartingPoints.Answer(
                Map.of(PARTITION, new OffsetAndMetadata(offset)), at(BEGINNING), at(END));
    }

    private static StartingPoints.Answer nowhere() {
        return new StartingPoints.Answer(Map.of(), at(BEGINNING), at(END));
    }

    private static Map<TopicPartition, Long> at(long offset) {
        return Map.of(PARTITION, offset);
    }

    private double lost() {
        var counter = meters.find("sahut.records.lost").tag("topic", "sahut.events").counter();
        return counter == null ? 0 : counter.count();
    }
}
