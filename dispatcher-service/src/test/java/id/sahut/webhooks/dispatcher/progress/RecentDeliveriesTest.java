package id.sahut.webhooks.dispatcher.progress;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.id.DeliveryId;
import org.junit.jupiter.api.Test;

class RecentDeliveriesTest {

    private static final DeliveryId A = new DeliveryId("dlv_a");
    private static final DeliveryId B = new DeliveryId("dlv_b");
    private static final long NOW = 1_700_000_000_000L;

    private final RecentDeliveries recent = new RecentDeliveries();

    @Test
    void theSecondOfTwoIsARepeatAndSoIsTheThird() {
        assertThat(recent.isRepeat(A, 41, NOW)).isFalse();
        assertThat(recent.isRepeat(B, 42, NOW)).isFalse();
        assertThat(recent.isRepeat(A, 97, NOW + 10_000)).isTrue();
        assertThat(recent.isRepeat(A, 98, NOW + 10_000)).isTrue();
    }

    @Test
    void aRecordThatIsReadAgainIsNoRepeatOfItself() {
        assertThat(recent.isRepeat(A, 41, NOW)).isFalse();
        assertThat(recent.isRepeat(A, 41, NOW)).isFalse();
        assertThat(recent.isRepeat(A, 44, NOW)).isTrue();
        assertThat(recent.isRepeat(A, 41, NOW)).isFalse();
    }

    @Test
    void whatWasWrittenLongAfterTheFirstIsMeant() {
        assertThat(recent.isRepeat(A, 41, NOW)).isFalse();
        assertThat(recent.isRepeat(B, 42, NOW)).isFalse();

        long within = NOW + RecentDeliveries.WITHIN.toMillis();
        assertThat(recent.isRepeat(A, 43, within)).isTrue();
        assertThat(recent.isRepeat(B, 44, within + 1)).isFalse();
    }

    @Test
    void whatIsRepeatedEveryMinuteIsKnownForAsLongAsThatLasts() {
        assertThat(recent.isRepeat(A, 41, NOW)).isFalse();
        for (int minute = 1; minute < 60; minute++) {
            assertThat(recent.isRepeat(A, 41 + minute, NOW + minute * 60_000L)).isTrue();
        }
    }

    @Test
    void onlySoManyAreRemembered() {
        for (int i = 0; i < 3 * RecentDeliveries.MOST; i++) {
            assertThat(recent.isRepeat(new DeliveryId("dlv_" + i), i, NOW)).isFalse();
        }
        assertThat(recent.size()).isEqualTo(RecentDeliveries.MOST);
    }
}
