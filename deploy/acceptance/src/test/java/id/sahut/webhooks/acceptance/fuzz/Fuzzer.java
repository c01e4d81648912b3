package id.sahut.webhooks.acceptance.fuzz;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import id.sahut.webhooks.acceptance.process.ChildProcess;
import id.sahut.webhooks.acceptance.process.Repository;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;

/// Schemathesis, which makes requests from an OpenAPI description and holds the answers to it.
/// Stateless.
final class Fuzzer {

    private static final Path PROGRAM = Repository.pythonFuzzer().resolve("bin/schemathesis");
    private static final List<String> FILES = List.of("schemathesis.toml", "hooks.py");

    private Fuzzer() {}

    /// What a run came to. Immutable.
    ///
    /// @param answers how often a route was answered a status, such as `GET /webhooks 200`
    record Result(int exit, String report, Map<String, Integer> answers) {

        int requests() {
            return answers.values().stream().mapToInt(Integer::intValue).sum();
        }
    }

    /// Skips the test where Schemathesis is not installed; in CI that is a failure.
    static void require() {
        if (Files.isExecutable(PROGRAM)) {
            return;
        }
        String why = "no schemathesis at %s: .ci/run installs it".formatted(PROGRAM);
        if ("true".equals(System.getenv("CI"))) {
            fail(why);
        }
        abort(why);
    }

    /// How much to ask. Immutable.
    ///
    /// @param options as Schemathesis takes them
    /// @param limit when it must have ended
    record Budget(List<String> options, Duration limit) {

        /// Until the time is spent.
        static Budget of(Duration time) {
            return new Budget(
                    List.of("--max-examples", "30", "--max-time", String.valueOf(time.toSeconds())),
                    time.plusMinutes(2));
        }

        /// Until so many requests have been made up for each route; it makes some hundreds more
        /// that try each parameter's limits and lead from one route to the next.
        static Budget of(int requestsPerRoute) {
            return new Budget(
                    List.of("--max-examples", String.valueOf(requestsPerRoute)),
                    Duration.ofMinutes(60));
        }
    }

    /// Fuzzes every route that the API at this port describes.
    static Result run(int port, Stage.Workspace caller, long seed, Budget budget) {
        Path folder = Repository.newDataFolder("fuzz");
        FILES.forEach(it -> copy(it, folder));
        Path answers = folder.resolve("answers.json");
        var command =
                new ArrayList<>(
                        List.of(
                                PROGRAM.toString(),
                                "--config-file",
                                folder.resolve("schemathesis.toml").toString(),
                                "run",
                                "http://127.0.0.1:%d/v1/openapi.yaml".formatted(port)));
        command.addAll(List.of("--no-color", "--seed", String.valueOf(seed)));
        command.addAll(budget.options);
        try (var process =
                ChildProcess.startOthers(
                        "schemathesis",
                        command,
                        Map.of(
                                "FUZZ_KEY", caller.apiKey(),
                                "FUZZ_WORKSPACE", caller.id(),
                                "FUZZ_ANSWERS", answers.toString(),
                                "SCHEMATHESIS_HOOKS", folder.resolve("hooks.py").toString()))) {
            int exit = process.awaitExit(budget.limit);
            return new Result(exit, process.stdout() + process.stderr(), read(answers));
        }
    }

    private static void copy(String file, Path folder) {
        try (var in = Fuzzer.class.getResourceAsStream("/fuzz/" + file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is not among the test's resources");
            }
            Files.copy(in, folder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Map<String, Integer> read(Path answers) {
        var counts = new TreeMap<String, Integer>();
        if (Files.exists(answers)) {
            JsonMapper.shared()
                    .readTree(answers.toFile())
                    .forEachEntry((name, count) -> counts.put(name, count.asInt()));
        }
        return counts;
    }
}
