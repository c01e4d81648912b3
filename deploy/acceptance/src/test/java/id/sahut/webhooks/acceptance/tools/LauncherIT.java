package id.sahut.webhooks.acceptance.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.acceptance.process.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is released, unpacked where somebody installs it.
class LauncherIT {

    /// It learns at the lowest priority, beside all that the build runs.
    private static final Duration LEARNS_WITHIN = Duration.ofMinutes(5);

    @TempDir private Path root;
    private Path home;
    private Path temporary;
    private Path learnt;

    /// What a run has printed.
    private record Run(int status, String out, String err) {}

    @BeforeEach
    void unpack() throws IOException, InterruptedException {
        var tar =
                new ProcessBuilder(
                                "tar",
                                "--extract",
                                "--file",
                                Repository.archive().toString(),
                                "--directory",
                                root.toString())
                        .inheritIO()
                        .start();
        assertThat(tar.waitFor()).isZero();
        temporary = root.resolve("temporary");
        try (Stream<Path> folders = Files.list(root)) {
            home = folders.findFirst().orElseThrow();
        }
        learnt = home.resolve("aot");
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

        await().untilAsserted(() -> assertThat(temporary).isEmptyDirectory());

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

    @Test
    void aJavaThatIsTooOldIsSaidSo() throws IOException, InterruptedException {
        Path java = Files.createDirectories(root.resolve("old/bin")).resolve("java");
        Files.copy(Path.of("/bin/true"), java);
        Files.writeString(root.resolve("old/release"), "JAVA_VERSION=\"17.0.2\"\n");

        Run run = run(Map.of("JAVA_HOME", root.resolve("old").toString()));

        assertThat(run.status).isEqualTo(1);
        assertThat(run.err)
                .isEqualTo(
                        "sahut: needs Java 25, and %s is a 17.0.2: set JAVA_HOME to a newer one\n"
                                .formatted(java));
    }

    @Test
    void itRunsThroughALinkAndSaysItsVersion() throws IOException, InterruptedException {
        Path link = Files.createSymbolicLink(root.resolve("link"), home.resolve("bin/sahut"));

        Run run = run(link, Map.of("SAHUT_LEARN", "off"), "--version");

        assertThat(run.out).isEqualTo("sahut 0.1.0\n");
    }

    private Run run(Map<String, String> environment) throws IOException, InterruptedException {
        return run(home.resolve("bin/sahut"), environment, "keys", "list", "--help");
    }

    private Run run(Path program, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of(program.toString()));
        words.addAll(List.of(arguments));
        Path out = root.resolve("out");
        Path err = root.resolve("err");
        var command =
                new ProcessBuilder(words).redirectOutput(out.toFile()).redirectError(err.toFile());
        command.environment().put("JAVA_HOME", System.getProperty("java.home"));
        command.environment().put("TMPDIR", Files.createDirectories(temporary).toString());
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
}
