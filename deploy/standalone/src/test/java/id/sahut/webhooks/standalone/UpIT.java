package id.sahut.webhooks.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

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
        assertThat(new String(create.getInputStream().readAllBytes(), UTF_8).lines())
                .singleElement()
                .asString()
                .startsWith("sk_live_");

        begin = System.nanoTime();
        up.destroy();
        assertThat(up.waitFor(15, TimeUnit.SECONDS)).isTrue();
        System.out.println("up stopped in " + since(begin).toMillis() + " ms");

        begin = System.nanoTime();
        Process again = up();
        String kafkaAgain = word(readyLine(again), "kafka=");
        System.out.println("up was ready again in " + since(begin).toMillis() + " ms");
        Process list = start("keys", "list", "--bootstrap", kafkaAgain);
        assertThat(new String(list.getInputStream().readAllBytes(), UTF_8).lines())
                .singleElement() // the demo's own is revoked
                .asString()
                .contains("\tws_1\t", "\tbusiness\t");
        again.destroy();
        assertThat(again.waitFor(15, TimeUnit.SECONDS)).isTrue();
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
