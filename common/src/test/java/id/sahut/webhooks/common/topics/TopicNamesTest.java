package id.sahut.webhooks.common.topics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.sahut.webhooks.common.retry.RetryTiers;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TopicNamesTest {

    @Test
    void everyNameBeginsWithThePrefix() {
        var names = new TopicNames("staging.sahut.");
        assertThat(names.events()).isEqualTo("staging.sahut.events");
        assertThat(names.delays(RetryTiers.parse("500ms,5s,24h")))
                .containsExactly(
                        "staging.sahut.deliveries.delay.500ms",
                        "staging.sahut.deliveries.delay.5s",
                        "staging.sahut.deliveries.delay.24h");
        assertThat(new TopicNames("").webhooks()).isEqualTo("webhooks");
    }

    @Test
    void aPrefixThatKafkaDoesNotTakeIsRefused() {
        for (String prefix : List.of("a b", "sahut/", "ä", "x".repeat(65), "a\n")) {
            assertThatThrownBy(() -> new TopicNames(prefix))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith(
                            "a topic prefix is up to 64 letters, digits, '.', '_' and '-', not '");
        }
    }
}
