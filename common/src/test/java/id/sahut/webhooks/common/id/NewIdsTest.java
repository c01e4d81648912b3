package id.sahut.webhooks.common.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class NewIdsTest {

    private final AtomicLong now = new AtomicLong(1_700_000_000_000L);

    @Test
    void idsSortByTheTimeTheyWereMadeAt() {
        for (long seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            var ids = ids(random);
            var made = new ArrayList<String>();
            for (int i = 0; i < 100; i++) {
                now.addAndGet(1 + random.nextLong(1_000_000_000));
                made.add(ids.webhook().value());
            }
            assertThat(made).as("seed %d", seed).isSorted();
        }
    }

    @Test
    void idsAreLettersAndDigitsThatNobodyMistakesForEachOther() {
        var ids = ids(new Random(1));
        assertThat(ids.webhook().value()).matches("wh_[0-9A-HJKMNP-TV-Z]{26}");
        assertThat(ids.apiKey().value()).matches("key_[0-9A-HJKMNP-TV-Z]{26}");
        assertThat(ids.event().value()).matches("evt_[0-9A-HJKMNP-TV-Z]{26}");
    }

    @Test
    void idsOfTheSameMillisecondDiffer() {
        var ids = ids(new Random(2));
        var made = new HashSet<WebhookId>();
        for (int i = 0; i < 10_000; i++) {
            assertThat(made.add(ids.webhook())).isTrue();
        }
    }

    private NewIds ids(Random random) {
        InstantSource clock = () -> java.time.Instant.ofEpochMilli(now.get());
        return new NewIds(clock, random);
    }
}
