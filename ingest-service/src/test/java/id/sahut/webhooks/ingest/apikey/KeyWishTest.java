package id.sahut.webhooks.ingest.apikey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.ingest.wish.Reading;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyWishTest {

    @Test
    void aLabelIsAllItTakes() {
        assertThat(read("{\"label\": \"CRM Integration\"}"))
                .isEqualTo(
                        new Reading.Accepted<>(new KeyWish("CRM Integration", Optional.empty())));
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

    @Test
    void aWorkspaceMayBeNamed() {
        assertThat(read("{\"label\": \"a\", \"workspace_id\": \"ws_2\"}"))
                .isEqualTo(
                        new Reading.Accepted<>(
                                new KeyWish("a", Optional.of(new WorkspaceId("ws_2")))));
        assertThat(read("{\"label\": \"a\", \"workspace_id\": \"acme\"}"))
                .isEqualTo(
                        new Reading.Invalid<>(
                                "workspace_id must be 'ws_' and 1 to 64 letters and digits"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"label\": \"\"}", "{\"label\": \"two\\nlines\"}"})
    void whatIsNoLabelIsInvalid(String body) {
        assertThat(read(body)).isInstanceOf(Reading.Invalid.class);
    }

    @Test
    void anUnknownMemberIsNamed() {
        assertThat(read("{\"label\": \"a\", \"plan\": \"pro\"}"))
                .isEqualTo(
                        new Reading.Invalid<>(
                                "unknown members: 'plan'; allowed are: label, workspace_id"));
    }

    private static Reading<KeyWish> read(String body) {
        return KeyWish.read(body.getBytes(UTF_8));
    }
}
