package id.sahut.webhooks.bench.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerTest {

    private static final String ONE = "dlv_0123456789abcdef0123456789abcdef";
    private static final String OTHER = "dlv_0123456789abcdeffedcba9876543210";

    private final Ledger ledger = new Ledger();

    @Test
    void anAttemptThatIsMadeAgainIsARepeat() {
        assertThat(ledger.arrived(ONE, 1).repeated()).isFalse();
        assertThat(ledger.arrived(ONE, 1).repeated()).isTrue();
        assertThat(ledger.repeats()).isEqualTo(1);
        assertThat(ledger.size()).isEqualTo(1);
    }

    @Test
    void theNextAttemptIsNoRepeat() {
        ledger.arrived(ONE, 1);
        ledger.refused(ONE, 42);
        var before = ledger.arrived(ONE, 2);
        assertThat(before.repeated()).isFalse();
        assertThat(before.refusedAtMicros()).isEqualTo(42);
        assertThat(ledger.repeats()).isZero();
    }

    @Test
    void anyAttemptAfterAnAcceptedOneIsARepeat() {
        ledger.arrived(ONE, 1);
        ledger.accepted(ONE);
        assertThat(ledger.arrived(ONE, 2).repeated()).isTrue();
    }

    @Test
    void idsThatDifferInTheirSecondHalfAreTwo() {
        ledger.arrived(ONE, 1);
        ledger.accepted(ONE);
        assertThat(ledger.arrived(OTHER, 1).repeated()).isFalse();
        assertThat(ledger.size()).isEqualTo(2);
    }

    @Test
    void whatIsNoDeliverysIdIsRefused() {
        for (String id : new String[] {"dlv_0123", "evt_0123456789abcdef0123456789abcdef"}) {
            assertThatThrownBy(() -> ledger.arrived(id, 1)).hasMessageContaining(id);
        }
        assertThatThrownBy(() -> ledger.arrived(ONE, 8)).hasMessageContaining("attempt 8");
        assertThatThrownBy(() -> ledger.arrived(ONE, 0)).hasMessageContaining("attempt 0");
    }

    @Test
    void nothingIsForgottenWhenItGrows(@TempDir Path folder) throws IOException {
        int count = 200_000;
        var ids = ids();
        for (int i = 0; i < count; i++) {
            String id = ids.get();
            ledger.arrived(id, 1);
            if (i % 2 == 0) {
                ledger.accepted(id);
            } else {
                ledger.refused(id, i);
            }
        }
        assertThat(ledger.size()).isEqualTo(count);
        Path file = folder.resolve("ledger");
        ledger.writeTo(file);
        var arrived = Arrived.in(file);

        var again = ids();
        for (int i = 0; i < count; i++) {
            String id = again.get();
            assertThat(arrived.tick(id)).isTrue();
            assertThat(arrived.isAccepted(id)).isEqualTo(i % 2 == 0);
            var before = ledger.arrived(id, 2);
            assertThat(before.repeated()).isEqualTo(i % 2 == 0);
            assertThat(before.refusedAtMicros()).isEqualTo(i % 2 == 0 ? 0 : i);
        }
        assertThat(arrived.unticked()).isEmpty();
        assertThat(arrived.tick(again.get())).isFalse();
    }

    @Test
    void whatIsClearedIsNotKnownAnyMore() {
        ledger.arrived(ONE, 1);
        ledger.arrived(ONE, 1);
        ledger.clear();
        assertThat(ledger.size()).isZero();
        assertThat(ledger.repeats()).isZero();
        ledger.accepted(ONE);
        assertThat(ledger.size()).isZero();
        assertThat(ledger.arrived(ONE, 1).repeated()).isFalse();
    }

    /// The same ones each time it is called.
    private static Supplier<String> ids() {
        var random = new SplittableRandom(1);
        return () -> Ids.text(random.nextLong(), random.nextLong());
    }
}
