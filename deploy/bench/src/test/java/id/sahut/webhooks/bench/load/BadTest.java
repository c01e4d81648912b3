package id.sahut.webhooks.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class BadTest {

    private static final Bad EVERY_TENTH = new Bad("hang", 10);

    @Test
    void oneInSoManyEndpointsIsBad() {
        assertThat(EVERY_TENTH.path(0)).isEqualTo("hang/0");
        assertThat(EVERY_TENTH.path(1)).isEqualTo("ok/1");
        assertThat(EVERY_TENTH.path(20)).isEqualTo("hang/20");
    }

    @Test
    void noneIsBadWhereNoneIsSaidToBe() {
        assertThat(Bad.NONE.path(0)).isEqualTo("ok/0");
    }

    @Test
    void eventsForHealthyEndpointsAreCountedFromTheFirstThatIsNoWarmUp() {
        var events = Events.during(Fleet.ofOneEach("any", 20), "any", 100, Duration.ofSeconds(1));

        assertThat(events.deliveries(0, webhook -> !EVERY_TENTH.includes(webhook))).isEqualTo(90);
        assertThat(events.deliveries(81, EVERY_TENTH::includes)).isEqualTo(1);
    }
}
