package id.sahut.webhooks.acceptance.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.acceptance.process.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher in a tree of its own, in which everything is built.
class LauncherIT {

    /// It learns at the lowest priority, beside all that the build runs.
    private static final Duration LEARNS_WITHIN = Duration.ofMinutes(5);

    private static final List<String> LOOKED_AT =
            List.of(
                    "common",
                    "ingest-service",
                    "dispatcher-service",
                    "retry-scheduler",
                    "deploy/embedded-kafka",
                    "deploy/bench",
                    "deploy/chaos",
                    "deploy/standalone/target");

    @TempDir private Path root;
    private Path learnt;

    /// What a run has printed.
    private record Run(int status, String out, String err) {}

    @BeforeEach
    void build() throws IOException {
        for (String folder : LOOKED_AT) {
            Files.createDirectories(root.resolve(folder));
        }
        Files.createFile(root.resolve("pom.xml"));
        Files.copy(
                Repository.launcher(), root.resolve("sahut"), StandardCopyOption.COPY_ATTRIBUTES);
        Path target = root.resolve("deploy/standalone/target");
        Path jar = Repository.standaloneJar();
        copy(jar, target);
        try (Stream<Path> libraries = Files.list(jar.resolveSibling("lib"))) {
            Path folder = Files.createDirectory(target.resolve("lib"));
            libraries.forEach(it -> copy(it, folder));
        }
        Files.createFile(target.resolve(".built"));
        learnt = target.resolve("aot");
    }

    @Test
    void itLearnsOnceWhatMakesStartsQuickAndDoesWithoutWhatDoesNotFit()
            throws IOException, InterruptedException {
        Run first = run(Map.of());
        assertThat(first.status).as(first.err).isZero();
        assertThat(first.out).startsWith("Usage: sahut keys list");
        assertThat(first.err).isEmpty();
        await().atMost(LEARNS_WITHIN)
                .until(() -> cache("services").isPresent() && cache("commands").isPresent());

        Path log = root.resolve("classes.log");
        Run second = run(Map.of("SAHUT_JAVA_OPTS", "-Xlog:class+load=info:file=" + log + ":none"));
        assertThat(second.status).as(second.err).isZero();
        assertThat(Files.readAllLines(log))
                .anyMatch(it -> it.matches("id\\.sahut\\..*KeysCommand source: shared objects.*"));

        Files.writeString(cache("commands").orElseThrow(), "no cache");
        Run third = run(Map.of());
        assertThat(third).isEqualTo(first);
    }

    @Test
    void itDoesNotLearnWhereItMustNot() throws IOException, InterruptedException {
        Run run = run(Map.of("SAHUT_LEARN", "off"));

        assertThat(run.status).as(run.err).isZero();
        assertThat(learnt).doesNotExist();
    }

    private Run run(Map<String, String> environment) throws IOException, InterruptedException {
        Path out = root.resolve("out");
        Path err = root.resolve("err");
        var command =
                new ProcessBuilder(root.resolve("sahut").toString(), "keys", "list", "--help")
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        command.environment().putAll(environment);
        Process process = command.start();
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return new Run(process.exitValue(), Files.readString(out), Files.readString(err));
    }

    private Optional<Path> cache(String kind) {
        if (!Files.isDirectory(learnt)) {
            return Optional.empty();
        }
        try (Stream<Path> files = Files.list(learnt)) {
            return files.filter(it -> it.getFileName().toString().startsWith(kind)).findAny();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copy(Path file, Path folder) {
        try {
            Files.copy(file, folder.resolve(file.getFileName()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
