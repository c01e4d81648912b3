package id.sahut.webhooks.scheduler.tier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.sahut.webhooks.common.retry.RetryTiers;
import id.sahut.webhooks.common.topics.TopicNames;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class ReadAheadTest {

    private static final String FIVE_SECONDS = "sahut.deliveries.delay.5s";
    private static final String TWO_MINUTES = "sahut.deliveries.delay.2m";

    private final DueTimes dueTimes =
            new DueTimes(
                    new TopicNames("sahut."),
                    RetryTiers.parse("5s,30s,2m"),
                    List.of(
                            "sahut.deliveries.delay.7s",
                            "sahut.deliveries.delay.x",
                            "sahut.events"));
    private final ReadAhead readAhead = new ReadAhead(dueTimes, 10_000);

    @Test
    void aRecordIsDueItsTiersDelayAfterItWasAppendedAndNotAMillisecondEarlier() {
        hold(FIVE_SECONDS, 0, 1_000);

        assertThat(readAhead.takeDue(5_999)).isEmpty();
        assertThat(readAhead.takeDue(6_000)).hasSize(1);
        assertThat(readAhead.takeDue(6_000)).isEmpty();
    }

    @Test
    void theNextDueTimeIsThatOfTheFirstRecordThatIsDueOfAnyTier() {
        assertThat(readAhead.nextDueMs()).isEmpty();

        hold(TWO_MINUTES, 0, 0);
        hold(FIVE_SECONDS, 0, 60_000);
        hold(FIVE_SECONDS, 1, 50_000);

        assertThat(readAhead.nextDueMs()).hasValue(55_000);
    }

    @Test
    void whatIsForgottenIsNeverDue() {
        hold(FIVE_SECONDS, 0, 0);
        readAhead.forget(List.of(new TopicPartition(FIVE_SECONDS, 0)));

        assertThat(readAhead.takeDue(Long.MAX_VALUE)).isEmpty();
        assertThat(readAhead.count(new TopicPartition(FIVE_SECONDS, 0))).isZero();
    }

    @Test
    void whatIsBehindARecordThatIsNotDueWaitsForIt() {
        hold(FIVE_SECONDS, 0, 2_000);
        hold(FIVE_SECONDS, 0, 1_000); // the broker's clock was set back
        hold(FIVE_SECONDS, 1, 1_000);

        assertThat(readAhead.takeDue(6_500))
                .extracting(ConsumerRecord::partition)
                .containsExactly(1);
        assertThat(readAhead.takeDue(7_000))
                .extracting(ConsumerRecord::timestamp)
                .containsExactly(2_000L, 1_000L);
    }

    @Test
    void aPartitionTakesWhatThereIsRoomForAndWantsMoreWhenItIsHalfEmpty() {
        var partition = new TopicPartition(FIVE_SECONDS, 0);
        for (int appended = 0; appended < 9; appended++) {
            assertThat(offer(FIVE_SECONDS, 0, appended, 0)).isTrue();
        }
        assertThat(offer(FIVE_SECONDS, 0, 9, 0)).as("9 times 1,024 bytes are there").isFalse();
        assertThat(offer(FIVE_SECONDS, 1, 9, 0)).as("another partition").isTrue();
        assertThat(readAhead.takeRoomy()).isEmpty();

        assertThat(readAhead.takeDue(5_003)).hasSize(4);
        assertThat(readAhead.takeRoomy()).as("5,120 of 10,000 bytes").isEmpty();

        assertThat(readAhead.takeDue(5_004)).hasSize(1);
        assertThat(readAhead.takeRoomy()).containsExactly(partition);
        assertThat(readAhead.takeRoomy()).isEmpty();
        assertThat(readAhead.count(partition)).isEqualTo(4);
    }

    @Test
    void aRecordThatIsLargerThanTheRoomIsTakenAloneAndNothingBehindIt() {
        assertThat(offer(FIVE_SECONDS, 0, 0, 20_000)).isTrue();
        assertThat(offer(FIVE_SECONDS, 0, 0, 0)).isFalse();
        assertThat(readAhead.takeRoomy()).as("nothing fits behind it").isEmpty();

        assertThat(readAhead.takeDue(5_000)).hasSize(1);
        assertThat(readAhead.takeRoomy()).hasSize(1);
    }

    @Test
    void aPartitionThatIsForgottenIsNoLongerFull() {
        var partition = new TopicPartition(FIVE_SECONDS, 0);
        offer(FIVE_SECONDS, 0, 0, 20_000);
        offer(FIVE_SECONDS, 0, 0, 0);

        readAhead.forget(List.of(partition));

        assertThat(readAhead.takeRoomy()).isEmpty();
        assertThat(offer(FIVE_SECONDS, 0, 0, 0)).isTrue();
    }

    @Test
    void latenessIsNegativeBeforeTheDueTime() {
        assertThat(dueTimes.lateness(FIVE_SECONDS, 1_000, 5_500))
                .isEqualTo(Duration.ofMillis(-500));
        assertThat(dueTimes.lateness(FIVE_SECONDS, 1_000, 6_250)).isEqualTo(Duration.ofMillis(250));
    }

    @Test
    void whatWaitsInATierThatIsNotConfiguredAnyMoreBecomesDueToo() {
        assertThat(dueTimes.topics()).contains("sahut.deliveries.delay.7s").hasSize(4);
        assertThat(dueTimes.dueMs("sahut.deliveries.delay.7s", 1_000)).isEqualTo(8_000);
    }

    @Test
    void aTopicThatIsNoTierIsABug() {
        assertThatThrownBy(() -> dueTimes.dueMs("sahut.deliveries", 0))
                .hasMessageContaining("sahut.deliveries");
    }

    private void hold(String topic, int partition, long appendedMs) {
        assertThat(offer(topic, partition, appendedMs, 0)).isTrue();
    }

    private boolean offer(String topic, int partition, long appendedMs, int valueBytes) {
        return readAhead.offer(
                new TopicPartition(topic, partition),
                new ConsumerRecord<>(
                        topic,
                        partition,
                        0,
                        appendedMs,
                        TimestampType.LOG_APPEND_TIME,
                        0,
                        valueBytes,
                        new byte[0],
                        new byte[valueBytes],
                        new RecordHeaders(),
                        Optional.empty()));
    }
}
