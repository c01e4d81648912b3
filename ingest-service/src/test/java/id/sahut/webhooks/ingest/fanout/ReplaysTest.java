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
        begin(Optional.of(Replays.committed(new OffsetAndMetadata(40))));
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
        String metadata = Replays.committed(new OffsetAndMetadata(70)).metadata();
        begin(Optional.of(new OffsetAndMetadata(40, metadata)));
        assertThat(replays.covers("sahut.events", 3, 40)).isTrue();
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
