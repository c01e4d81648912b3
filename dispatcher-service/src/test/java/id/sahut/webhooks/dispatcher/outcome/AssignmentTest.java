package id.sahut.webhooks.dispatcher.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.dispatcher.progress.PartitionProgress;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AssignmentTest {

    private static final TopicPartition PARTITION = new TopicPartition("deliveries", 0);
    private static final int MIB = 1_024 * 1_024;

    private final Assignment assignment = new Assignment(100);

    @BeforeEach
    void takeOverAtAThousand() {
        assignment.add(PARTITION, PartitionProgress.resume(1_000, ""));
    }

    @Test
    void afterEightMebibytesReadingBackEndsAndGoesOnWhereThePartitionWasTakenOver() {
        for (int i = 0; i < 8; i++) {
            assertThat(assignment.enoughBack(PARTITION, 100 + i, MIB)).isEmpty();
        }
        assertThat(assignment.enoughBack(PARTITION, 108, 1)).contains(1_000L);
    }

    @Test
    void whatComesAfterThatIsReadHoweverMuchItIs() {
        for (int i = 0; i < 100; i++) {
            assertThat(assignment.enoughBack(PARTITION, 1_000 + i, MIB)).isEmpty();
        }
    }
}
