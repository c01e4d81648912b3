package id.sahut.webhooks.ingest.apikey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.ingest.wish.Reading;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyWishTest {

    @Test
    void aLabelIsAllItTakes() {
        assertThat(read("{\"label\": \"CRM Integration\"}"))
                .isEqualTo(new Reading.Accepted<>(new KeyWish("CRM Integration")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "null",
                "{}",
                "{\"label\": null}",
                "{\"label\": 1}",
                "{\"label\": \"a\", \"label\": \"b\"}",
                "{\"label\": \"a\"} {}"
            })
    void whatIsNoSuchObjectIsMalformed(String body) {
        assertThat(read(body)).isInstanceOf(Reading.Malformed.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"label\": \"\"}", "{\"label\": \"two\\nlines\"}"})
    void whatIsNoLabelIsInvalid(String body) {
        assertThat(read(body)).isInstanceOf(Reading.Invalid.class);
    }

    @Test
    void anUnknownMemberIsNamed() {
        assertThat(read("{\"label\": \"a\", \"plan\": \"pro\"}"))
                .isEqualTo(new Reading.Invalid<>("unknown members: 'plan'; allowed are: label"));
    }

    private static Reading<KeyWish> read(String body) {
        return KeyWish.read(body.getBytes(UTF_8));
    }
}
