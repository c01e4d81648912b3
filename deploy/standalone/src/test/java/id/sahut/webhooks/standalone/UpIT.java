package id.sahut.webhooks.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

@Timeout(180)
final class UpIT {

    @TempDir private Path folder;

    @Test
    void theDemoSeesEverythingArriveAndUpGoesOnWhereItWas() throws Exception {
        long begin = System.nanoTime();
        Process up = up();
        String ready = readyLine(up);
        System.out.println("up was ready in " + since(begin).toMillis() + " ms");
        String api = word(ready, "api=").replace("/v1", "");
        String kafka = word(ready, "kafka=");
        assertThat(Files.readString(folder.resolve("encryption.key"))).hasSizeGreaterThan(40);

        Process demo = start("demo", "--api", api, "--bootstrap", kafka);
        String told = new String(demo.getInputStream().readAllBytes(), UTF_8);
        assertThat(demo.waitFor()).as(told).isZero();
        assertThat(told)
                .contains("10 POSTs of 8 deliveries, every signature right")
                .contains("/shaky failed twice and got its event at the third attempt")
                .doesNotContain("WRONG")
                .doesNotContain("NOT ARRIVED");

        String kept = answer("demo", "--keep", "--api", api, "--bootstrap", kafka);
        assertThat(kept).contains("open " + api + "/ and sign in with the key");
        assertThat(webhooks(api, kept.lines().toList().getLast().strip())).isEqualTo(3);

        Process create =
                start(
                        "keys",
                        "create",
                        "--workspace",
                        "ws_1",
                        "--label",
                        "x",
                        "--bootstrap",
                        kafka);
        String key = new String(create.getInputStream().readAllBytes(), UTF_8).strip();
        assertThat(key).startsWith("sk_live_").doesNotContain("\n");
        String webhook = deliverInVain(api, key);

        begin = System.nanoTime();
        up.destroy();
        assertThat(up.waitFor(15, TimeUnit.SECONDS)).isTrue();
        System.out.println("up stopped in " + since(begin).toMillis() + " ms");

        Path settings = folder.resolve("history.properties");
        Files.writeString(
                settings, "sahut.history.url=jdbc:sqlite:" + folder.resolve("history.db") + "\n");
        String listed = answer("deliveries", "list", webhook, "--config", settings.toString());
        assertThat(listed.lines()).singleElement().asString().contains("\tmessage.created\t");
        String shown =
                answer(
                        "deliveries",
                        "show",
                        listed.substring(0, listed.indexOf('\t')),
                        "--config",
                        settings.toString());
        assertThat(shown.lines().skip(1))
                .isNotEmpty()
                .allSatisfy(it -> assertThat(it).contains("\tunreachable\t-\t"));

        begin = System.nanoTime();
        Process again = up();
        String kafkaAgain = word(readyLine(again), "kafka=");
        System.out.println("up was ready again in " + since(begin).toMillis() + " ms");
        Process list = start("keys", "list", "--bootstrap", kafkaAgain);
        assertThat(new String(list.getInputStream().readAllBytes(), UTF_8).lines())
                .hasSize(2) // the first demo's own is revoked
                .anySatisfy(it -> assertThat(it).endsWith("\tSahut demo"))
                .anySatisfy(it -> assertThat(it).contains("\tws_1\t", "\tbusiness\t"));
        again.destroy();
        assertThat(again.waitFor(15, TimeUnit.SECONDS)).isTrue();
    }

    private static int webhooks(String api, String key) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            var request = request(api + "/v1/webhooks", key).build();
            String body = http.send(request, BodyHandlers.ofString()).body();
            return JsonMapper.shared().readTree(body).path("data").size();
        }
    }

    /// Publishes an event for an endpoint where nobody listens, and returns once the history says
    /// so.
    ///
    /// @return the webhook's id
    private static String deliverInVain(String api, String key) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            String webhook =
                    data(
                            http,
                            request(api + "/v1/webhooks", key)
                                    .POST(
                                            BodyPublishers.ofString(
                                                    """
                                                    {"url": "http://127.0.0.1:2/", "events": ["message.created"]}
                                                    """)),
                            "id");
            var _ =
                    data(
                            http,
                            request(api + "/v1/webhooks/" + webhook + "/test", key)
                                    .POST(BodyPublishers.noBody()),
                            "delivery_id");
            var list = request(api + "/v1/webhooks/" + webhook + "/deliveries", key).GET().build();
            await().atMost(Duration.ofSeconds(20))
                    .until(() ->
                            http.send(list, BodyHandlers.ofString()).body().contains("retrying"));
            return webhook;
        }
    }

    private static HttpRequest.Builder request(String uri, String key) {
        return HttpRequest.newBuilder(URI.create(uri))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json");
    }

    private static String data(HttpClient http, HttpRequest.Builder request, String member)
            throws IOException, InterruptedException {
        String body = http.send(request.build(), BodyHandlers.ofString()).body();
        return JsonMapper.shared().readTree(body).path("data").path(member).asString();
    }

    private String answer(String... words) throws Exception {
        Process process = start(words);
        String answer = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as("errors: %s", errors()).isZero();
        return answer;
    }

    @Test
    void aSecondUpOnTheSameFolderSaysSoInOneLine() throws Exception {
        Process up = up();
        readyLine(up);
        Process second = up();
        assertThat(second.waitFor()).isEqualTo(1);
        assertThat(second.inputReader(UTF_8).lines()).isEmpty();
        assertThat(errors())
                .anySatisfy(it ->
                        assertThat(it)
                                .startsWith("sahut: the folder ")
                                .contains("is in use by another running Kafka"));
        up.destroy();
        assertThat(up.waitFor(15, TimeUnit.SECONDS)).isTrue();
    }

    private Process up() throws IOException {
        return start(
                "up",
                "--http-port",
                "0",
                "--kafka-port",
                "0",
                "--data-dir",
                folder.toString(),
                "--retry-delays",
                "1s,2s,5s");
    }

    private Process start(String... words) throws IOException {
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx512m", "-cp", System.getProperty("java.class.path")));
        command.add(Sahut.class.getName());
        command.addAll(List.of(words));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(errorFile().toFile()))
                .start();
    }

    private Path errorFile() {
        return folder.resolve("stderr.txt");
    }

    private List<String> errors() throws IOException {
        return Files.readAllLines(errorFile());
    }

    private String readyLine(Process up) throws IOException {
        String line = up.inputReader(UTF_8).readLine();
        assertThat(line).as("errors: %s", errors()).startsWith("ready ");
        return line;
    }

    private static String word(String line, String key) {
        int begin = line.indexOf(key) + key.length();
        int end = line.indexOf(' ', begin);
        return line.substring(begin, end < 0 ? line.length() : end);
    }

    private static Duration since(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin);
    }
}
