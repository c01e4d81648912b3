package id.sahut.webhooks.ingest.wish;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class WishBodyTest {

    private final WishBody wish = new WishBody(Map.of("name", MemberType.TEXT), List.of("name"));

    @ParameterizedTest
    @ValueSource(strings = {"{", "{\"name\": \"a\"} {}", "{\"name\": \"a\", \"name\": \"a\"}"})
    void whatIsNotOneJsonTextIsMalformed(String body) {
        assertThat(Readings.malformed(read(body))).endsWith("it can't be read");
    }

    @Test
    void aMemberThatIsThereMayBeRead() {
        assertThat(Readings.accepted(read("{\"name\": \"a\"}")).path("name").stringValue())
                .isEqualTo("a");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | the body must be a JSON object",
                "[] | the body must be a JSON object",
                "{\"colour\": \"red\"} | name is required",
                "{\"name\": 7, \"colour\": \"red\"} | name must be a string"
            })
    void whatIsMalformedIsToldBeforeWhatIsUnknown(String body, String why) {
        assertThat(Readings.malformed(read(body))).isEqualTo(why);
    }

    @ParameterizedTest
    @ValueSource(ints = {1_001, 60_000})
    void aNumberOrANameMayBeAsLongAsTheBody(int length) {
        assertThat(Readings.malformed(read("{\"name\": " + "1".repeat(length) + "}")))
                .isEqualTo("name must be a string");
        assertThat(Readings.malformed(read("{\"" + "n".repeat(length) + "\": 1}")))
                .isEqualTo("name is required");
    }

    @Test
    void whatIsNestedTooDeepIsToldSo() {
        String deep = "{\"name\": " + "[".repeat(500) + "]".repeat(500) + "}";

        assertThat(Readings.malformed(read(deep)))
                .isEqualTo("the body must not be nested deeper than 500 levels");
    }

    @Test
    void unknownMembersAreInvalidAndNamedWithThoseThatAreAllowed() {
        assertThat(Readings.invalid(read("{\"name\": \"a\", \"colour\": \"red\"}")))
                .isEqualTo("unknown members: 'colour'; allowed are: name");
    }

    private Reading<JsonNode> read(String body) {
        return wish.read(body.getBytes(UTF_8));
    }
}
