package id.sahut.webhooks.ingest.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.loop.StartingPoints.Place;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class StumblesTest {

    private static final TopicPartition PARTITION = new TopicPartition("sahut.events", 3);

    private final Search search = new Search();
    private final List<MockConsumer<byte[], byte[]>> opened = new ArrayList<>();
    private final Stumbles stumbles = new Stumbles(search, this::open);

    @Test
    void whereNobodyHasBegunItIsReadAsEver() {
        assertThat(stumbles.begin(PARTITION, place(17, "fan-out:17", 42))).isFalse();
        assertThat(stumbles.held()).isEmpty();
        assertThat(stumbles.next()).isEmpty();
    }

    @Test
    void whereNothingIsToBeReadNobodyCanDie() {
        assertThat(stumbles.begin(PARTITION, place(17, "fan-out:17;begun", 17))).isFalse();
    }

    @Test
    void aGroupThatWasNeverHereIsReadAsEver() {
        assertThat(stumbles.begin(PARTITION, new Place(0, Optional.empty(), 0, 42))).isFalse();
    }

    @Test
    void whereSomebodyHasBegunItIsTriedFirst() {
        assertThat(stumbles.begin(PARTITION, place(17, "fan-out:17;begun", 42))).isTrue();
        assertThat(stumbles.held()).containsExactly(PARTITION);
        assertThat(search.asked).containsExactly("sahut.events-3: 17 to 42 of 42");
        assertThat(stumbles.next()).isEmpty();
    }

    @Test
    void noMoreIsTriedThanAProcessCanHaveRead() {
        stumbles.begin(PARTITION, place(17, "fan-out:17;begun", 5_000));
        assertThat(search.asked).containsExactly("sahut.events-3: 17 to 1017 of 5000");
    }

    @Test
    void whatCanBeReadIsReadOneByOneAndTheRestIsSetAside() {
        stumbles.begin(PARTITION, place(17, "fan-out:17;begun", 42));
        search.found.complete(new Stretch(17, 19, 20));

        assertThat(take()).isEqualTo(17);
        assertThat(take()).isEqualTo(18);
        assertThat(stumbles.next()).contains(new Stumbles.Step.SetAside(PARTITION, 19, 20));

        assertThat(stumbles.held()).isEmpty();
        assertThat(stumbles.next()).isEmpty();
        assertThat(opened).singleElement().matches(MockConsumer::closed);
    }

    @Test
    void whereTheFirstCannotBeReadNothingIs() {
        stumbles.begin(PARTITION, place(17, "fan-out:17;begun", 42));
        search.found.complete(new Stretch(17, 17, 40));
        assertThat(stumbles.next()).contains(new Stumbles.Step.SetAside(PARTITION, 17, 40));
        assertThat(opened).isEmpty();
    }

    @Test
    void whoDiedOfSomethingElseHasLostNothing() {
        stumbles.begin(PARTITION, place(17, "fan-out:17;begun", 19));
        search.found.complete(new Stretch(17, 19, 19));
        assertThat(take()).isEqualTo(17);
        assertThat(take()).isEqualTo(18);
        assertThat(stumbles.next()).contains(new Stumbles.Step.ReadOn(PARTITION, 19));
        assertThat(stumbles.held()).isEmpty();
    }

    @Test
    void whereNobodyCouldTryItIsReadAsEver() {
        stumbles.begin(PARTITION, place(17, "fan-out:17;begun", 42));
        search.found.completeExceptionally(new IllegalStateException("no process"));
        assertThat(stumbles.next()).contains(new Stumbles.Step.ReadOn(PARTITION, 17));
        assertThat(stumbles.held()).isEmpty();
    }

    @Test
    void whatOthersReadNowIsForgotten() {
        stumbles.begin(PARTITION, place(17, "fan-out:17;begun", 42));
        search.found.complete(new Stretch(17, 19, 20));
        assertThat(take()).isEqualTo(17);
        stumbles.forget(List.of(PARTITION));
        assertThat(stumbles.held()).isEmpty();
        assertThat(stumbles.next()).isEmpty();
        assertThat(opened).singleElement().matches(MockConsumer::closed);
    }

    @Test
    void closingEndsTheSearch() {
        stumbles.begin(PARTITION, place(17, "fan-out:17;begun", 42));
        stumbles.close();
        assertThat(search.found).isCancelled();
        assertThat(search.closed).isTrue();
    }

    @Test
    void theMarkComesOffAgain() {
        OffsetAndMetadata begun =
                Stumbles.begun(new OffsetAndMetadata(17, Optional.of(4), "fan-out:17:99"));
        assertThat(begun)
                .isEqualTo(new OffsetAndMetadata(17, Optional.of(4), "fan-out:17:99;begun"));
        assertThat(Stumbles.withoutMark(begun.metadata())).isEqualTo("fan-out:17:99");
        assertThat(Stumbles.withoutMark("somebody's")).isEqualTo("somebody's");
    }

    private long take() {
        assertThat(stumbles.held()).containsExactly(PARTITION);
        var step = (Stumbles.Step.Take) stumbles.next().orElseThrow();
        return step.records().iterator().next().offset();
    }

    private static Place place(long offset, String metadata, long end) {
        return new Place(offset, Optional.of(new OffsetAndMetadata(offset, metadata)), 0, end);
    }

    /// With two records behind each other, of which it gives one at a time.
    private MockConsumer<byte[], byte[]> open() {
        var consumer = new MockConsumer<byte[], byte[]>("earliest");
        consumer.setMaxPollRecords(1);
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        consumer.schedulePollTask(() -> {
            for (long offset = 17; offset < 19; offset++) {
                consumer.addRecord(
                        new ConsumerRecord<>(
                                PARTITION.topic(),
                                PARTITION.partition(),
                                offset,
                                new byte[0],
                                new byte[0]));
            }
        });
        opened.add(consumer);
        return consumer;
    }

    private static final class Search implements Stumbles.Searching {

        private final List<String> asked = new ArrayList<>();
        private final CompletableFuture<Stretch> found = new CompletableFuture<>();
        private boolean closed;

        @Override
        public CompletableFuture<Stretch> find(
                TopicPartition partition, long from, long until, long end) {
            asked.add("%s: %d to %d of %d".formatted(partition, from, until, end));
            return found;
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
