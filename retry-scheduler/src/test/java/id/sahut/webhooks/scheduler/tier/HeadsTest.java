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

class HeadsTest {

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
    private final Heads heads = new Heads(dueTimes);

    @Test
    void aHeadIsDueItsTiersDelayAfterItWasAppendedAndNotAMillisecondEarlier() {
        hold(FIVE_SECONDS, 0, 1_000);

        assertThat(heads.takeDue(5_999)).isEmpty();
        assertThat(heads.takeDue(6_000)).hasSize(1);
        assertThat(heads.takeDue(6_000)).isEmpty();
    }

    @Test
    void theNextDueTimeIsThatOfTheEarliestHeadOfAnyTier() {
        assertThat(heads.nextDueMs()).isEmpty();

        hold(TWO_MINUTES, 0, 0);
        hold(FIVE_SECONDS, 0, 60_000);
        hold(FIVE_SECONDS, 1, 50_000);

        assertThat(heads.nextDueMs()).hasValue(55_000);
    }

    @Test
    void whatIsForgottenIsNeverDue() {
        hold(FIVE_SECONDS, 0, 0);
        heads.forget(List.of(new TopicPartition(FIVE_SECONDS, 0)));

        assertThat(heads.takeDue(Long.MAX_VALUE)).isEmpty();
        assertThat(heads.has(new TopicPartition(FIVE_SECONDS, 0))).isFalse();
    }

    @Test
    void aPartitionHasOneHead() {
        hold(FIVE_SECONDS, 0, 0);

        assertThatThrownBy(() -> hold(FIVE_SECONDS, 0, 1)).hasMessageContaining("delay.5s-0");
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
        heads.hold(
                new TopicPartition(topic, partition),
                new ConsumerRecord<>(
                        topic,
                        partition,
                        0,
                        appendedMs,
                        TimestampType.LOG_APPEND_TIME,
                        0,
                        0,
                        new byte[0],
                        new byte[0],
                        new RecordHeaders(),
                        Optional.empty()));
    }
}
