package id.sahut.webhooks.common.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class CodecsTest {

    /// Tries them as a service does.
    static final class Trying {

        private Trying() {}

        public static void main(String[] arguments) {
            try {
                Codecs.check();
            } catch (RuntimeException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void whereThereIsATemporaryFolderAllCanBeRead() {
        assertThatCode(Codecs::check).doesNotThrowAnyException();
    }

    @Test
    void withoutATemporaryFolderItSaysWhatIsMissing() throws IOException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "--enable-native-access=ALL-UNNAMED",
                                "-Djava.io.tmpdir=/proc/nowhere",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Trying.class.getName())
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();

        assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
                .containsPattern("compressed with (snappy|zstd) can't be read")
                .contains("into /proc/nowhere, which must be");
    }
}
