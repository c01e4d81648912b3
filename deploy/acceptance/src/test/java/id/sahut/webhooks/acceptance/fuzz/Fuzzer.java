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

    /// Fuzzes every route that the API at this port describes.
    ///
    /// @param perRoute how many requests it makes up for each route; it makes a few hundred more
    ///   that cover each parameter's limits
    /// @param limit when it stops, however many it has made
    static Result run(int port, Stage.Workspace caller, long seed, int perRoute, Duration limit) {
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
        command.addAll(List.of("--max-examples", String.valueOf(perRoute)));
        command.addAll(List.of("--max-time", String.valueOf(limit.toSeconds())));
        try (var process =
                ChildProcess.startOthers(
                        "schemathesis",
                        command,
                        Map.of(
                                "FUZZ_KEY", caller.apiKey(),
                                "FUZZ_WORKSPACE", caller.id(),
                                "FUZZ_ANSWERS", answers.toString(),
                                "SCHEMATHESIS_HOOKS", folder.resolve("hooks.py").toString()))) {
            int exit = process.awaitExit(limit.multipliedBy(2).plusMinutes(1));
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
