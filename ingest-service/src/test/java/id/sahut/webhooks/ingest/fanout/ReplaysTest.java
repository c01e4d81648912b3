package id.sahut.webhooks.ingest.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.loop.StartingPoints;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ReplaysTest {

    private static final TopicPartition PARTITION = new TopicPartition("sahut.events", 3);

    private final Replays replays = new Replays();

    @Test
    void whatWeCommittedIsGoneOnFrom() {
        begin(Optional.of(replays.committed(PARTITION, new OffsetAndMetadata(40))));
        assertThat(replays.covers("sahut.events", 3, 40)).isFalse();
    }

    @Test
    void aPositionThatSomebodyMovedIsAReplayUpToTheEnd() {
        begin(Optional.of(new OffsetAndMetadata(40)));

        assertThat(replays.covers("sahut.events", 3, 40)).isTrue();
        assertThat(replays.covers("sahut.events", 3, 99)).isTrue();
        assertThat(replays.covers("sahut.events", 3, 100)).as("new since").isFalse();
        assertThat(replays.covers("sahut.events", 4, 40)).as("another partition").isFalse();
    }

    @Test
    void aPositionThatWasMovedWithWhatWasCommittedBesideItIsMovedToo() {
        String metadata = replays.committed(PARTITION, new OffsetAndMetadata(70)).metadata();
        begin(Optional.of(new OffsetAndMetadata(40, metadata)));
        assertThat(replays.covers("sahut.events", 3, 40)).isTrue();
    }

    @Test
    void whoGoesOnWithAReplayKnowsWhereItEnds() {
        begin(Optional.of(new OffsetAndMetadata(40)));
        OffsetAndMetadata half = replays.committed(PARTITION, new OffsetAndMetadata(60));

        var next = new Replays();
        next.begin(PARTITION, new StartingPoints.Place(60, Optional.of(half), 0, 200));
        assertThat(next.covers("sahut.events", 3, 99)).isTrue();
        assertThat(next.covers("sahut.events", 3, 100)).isFalse();

        OffsetAndMetadata whole = next.committed(PARTITION, new OffsetAndMetadata(100));
        assertThat(whole.metadata()).isEqualTo("fan-out:100");
        assertThat(next.covers("sahut.events", 3, 99)).isFalse();
    }

    @Test
    void aGroupThatWasNeverHereReplaysNothing() {
        begin(Optional.empty());
        assertThat(replays.covers("sahut.events", 3, 40)).isFalse();
    }

    @Test
    void aPartitionThatHasGoneIsForgotten() {
        begin(Optional.of(new OffsetAndMetadata(40)));
        replays.forget(List.of(PARTITION));
        assertThat(replays.covers("sahut.events", 3, 40)).isFalse();
    }

    private void begin(Optional<OffsetAndMetadata> committed) {
        replays.begin(PARTITION, new StartingPoints.Place(40, committed, 0, 100));
    }
}
