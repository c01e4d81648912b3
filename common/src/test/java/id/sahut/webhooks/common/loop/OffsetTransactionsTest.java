package id.sahut.webhooks.common.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OffsetTransactionsTest {

    private static final TopicPartition P0 = new TopicPartition("topic", 0);
    private static final TopicPartition P1 = new TopicPartition("topic", 1);

    @Test
    void aTransactionHappenedWhoseOffsetsAreFound() {
        assertThat(happened(Map.of(), Map.of(P0, at(7)), Map.of(P0, at(7)))).isTrue();
        assertThat(happened(Map.of(), Map.of(P0, at(7)), Map.of(P0, at(6)))).isFalse();
        assertThat(happened(Map.of(), Map.of(P0, at(7)), Map.of())).isFalse();
    }

    @Test
    void anOffsetIsFoundOnlyWithItsMetadata() {
        var bits = new OffsetAndMetadata(7, "bits");
        assertThat(happened(Map.of(), Map.of(P0, bits), Map.of(P0, at(7)))).isFalse();
        assertThat(happened(Map.of(), Map.of(P0, bits), Map.of(P0, bits))).isTrue();
    }

    @Test
    void itHappenedAlsoWhenTheNewOwnerOfAPartitionHasCommittedThereSince() {
        assertThat(
                        happened(
                                Map.of(P0, at(6), P1, at(2)),
                                Map.of(P0, at(7), P1, at(3)),
                                Map.of(P0, at(7), P1, at(90))))
                .isTrue();
    }

    @Test
    void anOffsetThatWasThereBeforeProvesNothing() {
        assertThat(
                        happened(
                                Map.of(P0, at(6), P1, at(3)),
                                Map.of(P0, at(7), P1, at(3)),
                                Map.of(P0, at(6), P1, at(3))))
                .isFalse();
    }

    private static boolean happened(
            Map<TopicPartition, OffsetAndMetadata> before,
            Map<TopicPartition, OffsetAndMetadata> wanted,
            Map<TopicPartition, OffsetAndMetadata> found) {
        return OffsetTransactions.happened(before, wanted, found);
    }

    private static OffsetAndMetadata at(long offset) {
        return new OffsetAndMetadata(offset);
    }
}
