package id.sahut.webhooks.ingest.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

final class CurlTest {

    private static final List<DeliveryDetails.Header> HEADERS =
            List.of(
                    new DeliveryDetails.Header("Content-Type", "application/json"),
                    new DeliveryDetails.Header("X-Sahut-Event", "it's.$(id)"));

    @Test
    void aShellPassesOnWhatWasSentAndRunsNothingOfIt() throws IOException {
        String body = "{\"text\": \"it's $HOME `id` \\\\ \\u0027; exit 1\"}\n";
        String command = Curl.command("/hook?a=b&c='$(id)'", HEADERS, body);

        var shell =
                new ProcessBuilder("sh", "-c", "curl() { printf '%s\\n' \"$@\"; }\n" + command)
                        .redirectErrorStream(true)
                        .start();
        String said = new String(shell.getInputStream().readAllBytes(), UTF_8);

        assertThat(said)
                .isEqualTo(
                        String.join(
                                "\n",
                                "-i",
                                "-X",
                                "POST",
                                "http://localhost:3000/hook?a=b&c='$(id)'",
                                "-H",
                                "Content-Type: application/json",
                                "-H",
                                "X-Sahut-Event: it's.$(id)",
                                "--data-binary",
                                body,
                                ""));
    }

    @Test
    void aLongBodyOrOneThatLooksLikeAFilesNameIsReadFromAFile() {
        assertThat(Curl.command("/", HEADERS, "x".repeat(Curl.MAX_BODY + 1)))
                .endsWith("--data-binary '@payload.json'");
        assertThat(Curl.command("/", HEADERS, "@/etc/passwd"))
                .endsWith("--data-binary '@payload.json'");
    }
}
