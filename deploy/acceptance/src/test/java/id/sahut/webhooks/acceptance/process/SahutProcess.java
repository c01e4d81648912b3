package id.sahut.webhooks.acceptance.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Starts the program's processes as an operator would: by the launcher of what is released, though
/// with small heaps, on the JDK that runs the tests. Stateless.
public final class SahutProcess {

    public static final int SMALL_HEAP_MB = 256;

    private static final int LARGER_HEAP_MB = 512;

    /// Whoever needs it sooner measures it.
    private static final Duration START = Duration.ofMinutes(2);

    private static final Duration SHORT = Duration.ofSeconds(30);

    private static final Duration ANSWER = Duration.ofSeconds(2);

    private static final HttpClient HTTP =
            HttpClient.newBuilder()
                    .connectTimeout(ANSWER)
                    .version(HttpClient.Version.HTTP_1_1)
                    .build();

    private SahutProcess() {}

    /// Everything in one process; returns when it says that it is ready.
    ///
    /// @param more options, such as `--retry-delays`
    public static ChildProcess up(Path data, int httpPort, int kafkaPort, List<String> more) {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "up",
                                "--http-port",
                                String.valueOf(httpPort),
                                "--kafka-port",
                                String.valueOf(kafkaPort),
                                "--data-dir",
                                data.toString()));
        arguments.addAll(more);
        var up = start(LARGER_HEAP_MB, arguments);
        up.awaitLine("ready", START);
        return up;
    }

    /// A broker alone; returns when it says that it is ready.
    public static ChildProcess kafka(Path data, int port) {
        var kafka = start(LARGER_HEAP_MB, kafkaArguments(data, port));
        kafka.awaitLine("ready", START);
        return kafka;
    }

    /// A broker that can write no file beyond this size: then the system refuses, as it does when a
    /// disk is full.
    public static ChildProcess kafkaWithSmallFiles(Path data, int port, int maxKib) {
        var command =
                new ArrayList<>(
                        List.of("bash", "-c", "ulimit -f %d; exec \"$@\"".formatted(maxKib), "-"));
        command.add(Repository.launcher().toString());
        command.addAll(kafkaArguments(data, port));
        var kafka = ChildProcess.start("kafka", command, environment(LARGER_HEAP_MB, List.of()));
        kafka.awaitLine("ready", START);
        return kafka;
    }

    private static List<String> kafkaArguments(Path data, int port) {
        return List.of(
                "kafka", "--kafka-port", String.valueOf(port), "--data-dir", data.toString());
    }

    /// One service, which may not be ready yet: see [#awaitReady].
    ///
    /// @param service `ingest`, `dispatcher` or `scheduler`
    /// @param settings keys as in a settings file; they are passed on as environment variables
    public static ChildProcess service(
            String service, int heapMb, int httpPort, Map<String, String> settings) {
        return service(service, heapMb, List.of(), httpPort, settings);
    }

    /// @param options more options of its JVM
    public static ChildProcess service(
            String service,
            int heapMb,
            List<String> options,
            int httpPort,
            Map<String, String> settings) {
        var environment = environment(heapMb, options);
        settings.forEach((key, value) -> environment.put(variable(key), value));
        environment.put("SAHUT_HTTP_HOST", "127.0.0.1");
        environment.put("SAHUT_HTTP_PORT", String.valueOf(httpPort));
        return ChildProcess.start(
                service, List.of(Repository.launcher().toString(), service), environment);
    }

    /// Waits for `/health/ready`.
    public static void awaitReady(ChildProcess process, int httpPort) {
        await("ready on port " + httpPort)
                .atMost(START)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> !process.isAlive() || isReady(httpPort));
        assertThat(process.isAlive()).as(process::stderr).isTrue();
    }

    /// A command that takes its time.
    public static ChildProcess start(String... arguments) {
        return start(SMALL_HEAP_MB, List.of(arguments));
    }

    /// A command that answers and ends, such as `keys create`.
    public static Answer run(String... arguments) {
        return run(SHORT, arguments);
    }

    /// One that takes longer.
    public static Answer run(Duration limit, String... arguments) {
        try (var process = start(SMALL_HEAP_MB, List.of(arguments))) {
            int exit = process.awaitExit(limit);
            return new Answer(exit, process.stdout(), process.stderr());
        }
    }

    /// What a command has said. Immutable.
    public record Answer(int exit, String out, String err) {}

    public static boolean isReady(int port) throws InterruptedException {
        var request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:%d/health/ready".formatted(port)))
                        .timeout(ANSWER)
                        .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false; // not listening yet
        }
    }

    /// What a service says at `/health/ready`; empty while it does not listen.
    public static String health(int port) {
        var request =
                HttpRequest.newBuilder(
                                URI.create("http://127.0.0.1:%d/health/ready".formatted(port)))
                        .timeout(ANSWER)
                        .build();
        try {
            return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            return "";
        } catch (InterruptedException e) {
            throw new AssertionError("interrupted", e);
        }
    }

    /// What a service tells Prometheus.
    public static String metrics(int port) throws IOException, InterruptedException {
        var request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/metrics".formatted(port)))
                        .timeout(ANSWER)
                        .build();
        return HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    private static String variable(String key) {
        return key.replace('.', '_').replace('-', '_').toUpperCase(java.util.Locale.ROOT);
    }

    private static ChildProcess start(int heapMb, List<String> arguments) {
        var command = new ArrayList<>(List.of(Repository.launcher().toString()));
        command.addAll(arguments);
        return ChildProcess.start(arguments.getFirst(), command, environment(heapMb, List.of()));
    }

    private static Map<String, String> environment(int heapMb, List<String> options) {
        var all = new ArrayList<>(options);
        all.add("-Xmx%dm".formatted(heapMb));
        all.add("-XX:TieredStopAtLevel=1"); // it does not live long
        return new HashMap<>(
                Map.of(
                        "JAVA_HOME", Repository.javaHome(),
                        "SAHUT_LEARN", "off",
                        "SAHUT_JAVA_OPTS", String.join(" ", all)));
    }
}
