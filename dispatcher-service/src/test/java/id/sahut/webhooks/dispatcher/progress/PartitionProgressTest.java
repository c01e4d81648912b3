package id.sahut.webhooks.dispatcher.progress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PartitionProgressTest {

    /// What Kafka accepts as metadata unless configured otherwise.
    private static final int KAFKA_METADATA_LIMIT = 4_096;

    private static final String LONGEST_MARK =
            "~ffffffffffffffff." + Long.toString(Long.MAX_VALUE, Character.MAX_RADIX);

    @Test
    void theLowWaterMarkStaysBeforeTheFirstDeliveryThatHasNotEnded() {
        var progress = PartitionProgress.resume(100, "");
        for (long offset = 100; offset < 105; offset++) {
            assertThat(progress.arrived(offset)).isEqualTo(Arrival.NEW);
        }

        progress.completed(101);
        progress.completed(103);
        assertThat(progress.lowWater()).isEqualTo(100);

        progress.completed(100);
        assertThat(progress.lowWater()).isEqualTo(102);
        assertThat(progress.span()).isEqualTo(3);
    }

    @Test
    void whoeverGoesOnDoesNotAttemptAgainWhatHadEnded() {
        var first = PartitionProgress.resume(0, "");
        for (long offset = 0; offset < 10; offset++) {
            first.arrived(offset);
        }
        first.completed(2);
        first.completed(7);

        var next = PartitionProgress.resume(first.lowWater(), first.metadata());
        var again = new ArrayList<Long>();
        for (long offset = 0; offset < 10; offset++) {
            if (next.arrived(offset) == Arrival.NEW) {
                again.add(offset);
            }
        }

        assertThat(again).containsExactly(0L, 1L, 3L, 4L, 5L, 6L, 8L, 9L);
    }

    @Test
    void theMarkOfACommitIsNoPartOfWhatHadEnded() {
        var progress = PartitionProgress.resume(10, "");
        for (long offset = 10; offset < 20; offset++) {
            progress.arrived(offset);
        }
        progress.completed(12);
        progress.completed(17);

        String older = progress.metadata();
        String marked = older + "~0123456789abcdef.1z";
        assertThat(bitsAbove(10, older)).isEqualTo(2);
        assertThat(bitsAbove(10, marked)).isEqualTo(2);
        assertThat(PartitionProgress.resume(10, marked).metadata()).isEqualTo(older);
        assertThat(PartitionProgress.resume(11, marked).metadata()).isEmpty();
        assertThat(PartitionProgress.resume(10, "~0123456789abcdef.1z").metadata()).isEmpty();
    }

    private static long bitsAbove(long committed, String metadata) {
        var progress = PartitionProgress.resume(committed, metadata);
        return LongStream.range(committed, committed + PartitionProgress.MAX_SPAN)
                .filter(it -> progress.arrived(it) == Arrival.ALREADY_COMPLETE)
                .count();
    }

    @Test
    void aCommitBeforeEverythingWasReadAgainKeepsWhatIsKnownToHaveEnded() {
        var first = PartitionProgress.resume(0, "");
        for (long offset = 0; offset < 100; offset++) {
            first.arrived(offset);
        }
        first.completed(90);

        var second = PartitionProgress.resume(first.lowWater(), first.metadata());
        second.arrived(0);
        second.completed(0);
        var third = PartitionProgress.resume(second.lowWater(), second.metadata());
        for (long offset = 1; offset < 90; offset++) {
            third.arrived(offset);
        }

        assertThat(third.arrived(90)).isEqualTo(Arrival.ALREADY_COMPLETE);
    }

    @Test
    void offsetsThatAreLeftOutCountAsEnded() {
        var progress = PartitionProgress.resume(0, "");
        progress.arrived(3);
        assertThat(progress.lowWater()).isEqualTo(3);

        progress.arrived(7);
        progress.completed(3);
        assertThat(progress.lowWater()).isEqualTo(7);

        progress.completed(7);
        progress.skipTo(10);
        assertThat(progress.lowWater()).isEqualTo(10);
        assertThat(progress.metadata()).isEmpty();
    }

    @Test
    void readingAheadEndsAtTheSpan() {
        var progress = PartitionProgress.resume(0, "");
        progress.arrived(0);

        assertThat(progress.arrived(PartitionProgress.MAX_SPAN)).isEqualTo(Arrival.BEYOND_SPAN);
        assertThat(progress.span()).isEqualTo(PartitionProgress.MAX_SPAN);

        progress.completed(0);
        assertThat(progress.arrived(PartitionProgress.MAX_SPAN)).isEqualTo(Arrival.NEW);
    }

    @Test
    void aGapLongerThanTheSpanIsCrossedAtOnce() {
        var progress = PartitionProgress.resume(0, "");

        assertThat(progress.arrived(50_000_000_000L)).isEqualTo(Arrival.NEW);
        assertThat(progress.lowWater()).isEqualTo(50_000_000_000L);
    }

    @Test
    void theFullestMetadataFitsIntoACommit() {
        var progress = PartitionProgress.resume(Long.MAX_VALUE / 2, "");
        long base = progress.lowWater();
        for (long offset = base; offset < base + PartitionProgress.MAX_SPAN; offset++) {
            progress.arrived(offset);
        }
        for (long offset = base + 1; offset < base + PartitionProgress.MAX_SPAN; offset++) {
            progress.completed(offset);
        }

        assertThat(progress.metadata())
                .hasSizeLessThanOrEqualTo(KAFKA_METADATA_LIMIT - LONGEST_MARK.length());
        assertThat(bitsAbove(base, progress.metadata() + LONGEST_MARK))
                .isEqualTo(PartitionProgress.MAX_SPAN - 1);
    }

    @Test
    void metadataThatIsNotOursOrOfAnotherOffsetIsIgnored() {
        var progress = PartitionProgress.resume(0, "");
        progress.arrived(0);
        progress.arrived(1);
        progress.completed(1);
        String ours = progress.metadata();

        for (String foreign :
                new String[] {"", "x", "v1:0:!!!", "v2:5:AQ", "v1:5", "leader-epoch:3:4", ours}) {
            assertThat(PartitionProgress.resume(5, foreign).arrived(6))
                    .as(foreign)
                    .isEqualTo(Arrival.NEW);
        }
    }

    @Test
    void anEndingOutsideOfWhatWasReadIsABug() {
        var progress = PartitionProgress.resume(10, "");
        progress.arrived(10);

        assertThatThrownBy(() -> progress.completed(9))
                .hasMessageContaining("offset 9")
                .hasMessageContaining("10 to 11");
        assertThatThrownBy(() -> progress.completed(11)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anyOrderOfEndingsWithRestartsInBetweenLosesAndRepeatsNothing() {
        for (long seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var attempted = new TreeSet<Long>();
            var progress = PartitionProgress.resume(0, "");
            var outstanding = new ArrayList<Long>();
            long end = 500L + random.nextInt(2_000);
            for (long offset = 0; progress.lowWater() < end; ) {
                if (offset < end && random.nextInt(3) > 0) {
                    if (random.nextInt(10) == 0) {
                        offset++; // a transaction's marker
                    } else if (progress.arrived(offset) == Arrival.NEW) {
                        outstanding.add(offset++);
                    } else {
                        offset++;
                    }
                } else if (!outstanding.isEmpty()) {
                    long ended = outstanding.remove(random.nextInt(outstanding.size()));
                    progress.completed(ended);
                    assertThat(attempted.add(ended))
                            .as("seed %d: %d ended twice", seed, ended)
                            .isTrue();
                } else if (offset >= end) {
                    progress.skipTo(end);
                }
                if (random.nextInt(300) == 0) {
                    progress = PartitionProgress.resume(progress.lowWater(), progress.metadata());
                    offset = progress.lowWater();
                    outstanding.clear();
                }
            }
            assertThat(progress.lowWater()).as("seed %d", seed).isEqualTo(end);
        }
    }
}
