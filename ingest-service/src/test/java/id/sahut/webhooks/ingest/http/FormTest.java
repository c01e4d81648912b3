package id.sahut.webhooks.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class FormTest {

    @Test
    void fieldsAreReadAsBrowsersWriteThem() {
        Form form = read("url=https%3A%2F%2Fexample.com%2Fa%3Fb%3Dc&description=Halo+Budi+%26+co");

        assertThat(form.text("url")).isEqualTo("https://example.com/a?b=c");
        assertThat(form.text("description")).isEqualTo("Halo Budi & co");
    }

    @Test
    void boxesOfOneNameStayInTheirOrder() {
        assertThat(read("events=b&x=1&events=a&events=c").all("events"))
                .containsExactly("b", "a", "c");
    }

    @Test
    void aFieldThatIsNotThereIsEmpty() {
        assertThat(read("").text("url")).isEmpty();
        assertThat(read("a&=b&&c=").has("url")).isFalse();
        assertThat(read("a").has("a")).isTrue();
    }

    @Test
    void whatIsNoFormIsNotRead() {
        assertThat(Form.read("a=%zz".getBytes(UTF_8))).isEmpty();
        assertThat(Form.read("a=%".getBytes(UTF_8))).isEmpty();
        assertThat(Form.read(new byte[] {'a', '=', (byte) 0xff})).isEmpty();
    }

    private static Form read(String text) {
        Optional<Form> form = Form.read(text.getBytes(UTF_8));
        return form.orElseThrow();
    }
}
