package id.sahut.webhooks.common.loop;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class OffsetTransactionsTest {

    private static final TopicPartition P0 = new TopicPartition("topic", 0);
    private static final TopicPartition P1 = new TopicPartition("topic", 1);

    private final CommitTags ours = new CommitTags("a");
    private final CommitTags others = new CommitTags("b");

    @Test
    void aTransactionHappenedWhoseOffsetsAreFound() {
        var wanted = ours.next(Map.of(P0, at(7)));
        assertThat(happened(wanted, wanted)).isTrue();
        assertThat(happened(wanted, Map.of(P0, at(7)))).isFalse();
        assertThat(happened(wanted, Map.of())).isFalse();
    }

    @Test
    void itHappenedAlsoWhenTheNewOwnerOfAPartitionHasCommittedThereSince() {
        var wanted = ours.next(Map.of(P0, at(7), P1, at(3)));
        var found = new HashMap<>(wanted);
        found.putAll(others.next(Map.of(P1, at(90))));

        assertThat(happened(wanted, found)).isTrue();
    }

    @Test
    void whatAnotherHasCommittedIsNotOursThoughItIsTheSame() {
        for (String bits : new String[] {"", "v1:7:Ag"}) {
            var offsets = Map.of(P0, new OffsetAndMetadata(7, bits), P1, at(3));
            var lost = ours.next(offsets);
            var found = others.next(offsets);

            assertThat(happened(lost, found)).isFalse();
        }
    }

    @Test
    void whatWeHaveCommittedBeforeProvesNothing() {
        var before = ours.next(Map.of(P0, at(7)));

        assertThat(happened(ours.next(Map.of(P0, at(7))), before)).isFalse();
    }

    @Test
    void aMarkLeavesTheCommitAsItIsAndIsTakenOffAgain() {
        var offset = new OffsetAndMetadata(7, Optional.of(4), "v1:7:Ag");
        var tagged = ours.next(Map.of(P0, offset));

        assertThat(tagged).containsOnlyKeys(P0);
        assertThat(tagged.values())
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.offset()).isEqualTo(7);
                    assertThat(it.leaderEpoch()).contains(4);
                    assertThat(it.metadata()).isEqualTo("v1:7:Ag~a.1");
                    assertThat(CommitTags.strip(it.metadata())).isEqualTo("v1:7:Ag");
                });
        assertThat(CommitTags.strip("v1:7:Ag")).isEqualTo("v1:7:Ag");
        assertThat(CommitTags.strip("~a.1")).isEmpty();
    }

    private static boolean happened(
            Map<TopicPartition, OffsetAndMetadata> wanted,
            Map<TopicPartition, OffsetAndMetadata> found) {
        return OffsetTransactions.happened(wanted, found);
    }

    private static OffsetAndMetadata at(long offset) {
        return new OffsetAndMetadata(offset);
    }
}
