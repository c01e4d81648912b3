package id.sahut.webhooks.ingest.wish;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class EchoTest {

    @Test
    void whatIsShortIsRepeatedAsItIs() {
        assertThat(Echo.of(List.of("event", "colour"))).isEqualTo("'event', 'colour'");
    }

    @Test
    void ofManyTextsTheFirstFiveAreRepeatedAndTheRestCounted() {
        assertThat(Echo.of(List.of("a", "b", "c", "d", "e", "f", "g")))
                .isEqualTo("'a', 'b', 'c', 'd', 'e' and 2 more");
    }

    @Test
    void theRestIsCountedAlsoWhenNobodyKeptIt() {
        assertThat(Echo.of(List.of("a", "b", "c", "d", "e"), 40))
                .isEqualTo("'a', 'b', 'c', 'd', 'e' and 35 more");
    }

    @Test
    void aLongTextIsCutBetweenCharacters() {
        assertThat(Echo.of(List.of("💬".repeat(65)))).isEqualTo("'" + "💬".repeat(64) + "…'");
        assertThat(Echo.of(List.of("💬".repeat(64)))).isEqualTo("'" + "💬".repeat(64) + "'");
    }

    @Test
    void controlCharactersAndHalfCharactersAreNotRepeated() {
        assertThat(Echo.of(List.of("a\ud800b\u0000\n"))).isEqualTo("'a?b??'");
    }
}
