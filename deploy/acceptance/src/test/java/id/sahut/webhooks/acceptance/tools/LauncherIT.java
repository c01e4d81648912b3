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

    private static final String[] HELP = {"keys", "list", "--help"};

    private static final Duration LEARNS_WITHIN = Duration.ofMinutes(1);

    /// A Java that can't be taught: what it writes is no cache. For anything else it is the real
    /// one.
    private static final String UNTEACHABLE =
            """
            #!/usr/bin/env bash
            case "$*" in
              *-XX:AOTCacheOutput=*)
                for it in "$@"; do case $it in -XX:AOTCacheOutput=*) output=${it#*=} ;; esac; done
                echo "$*" >>"$LESSONS"
                echo "no cache" >"$output"
                case "$*" in *" up "*) echo "ready api=http://a/v1 kafka=b"; exec sleep 60 ;; esac ;;
              *" demo "*) echo "$*" >>"$LESSONS" ;;
              *) exec "$TEACHABLE" "$@" ;;
            esac
            """;

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
    void whatItHasLearntSavesLoadingClasses() throws IOException, InterruptedException {
        Path log = root.resolve("classes.log");
        Run run =
                run(
                        Repository.launcher(),
                        Map.of(
                                "SAHUT_LEARN",
                                "off",
                                "SAHUT_JAVA_OPTS",
                                "-Xlog:class+load=info:file=" + log + ":none"),
                        HELP);

        assertThat(run.status).as(run.err).isZero();
        assertThat(run.out).startsWith("Usage: sahut keys list");
        assertThat(run.err).isEmpty();
        assertThat(Files.readAllLines(log))
                .anyMatch(it -> it.matches("id\\.sahut\\..*KeysCommand source: shared objects.*"));
    }

    @Test
    void itLearnsOnceAndDoesWithoutWhatDoesNotFit() throws IOException, InterruptedException {
        String jdk = Repository.javaHome();
        Path java = Files.createDirectories(root.resolve("unteachable/bin")).resolve("java");
        Files.writeString(java, UNTEACHABLE);
        assertThat(java.toFile().setExecutable(true)).isTrue();
        Files.copy(Path.of(jdk, "release"), root.resolve("unteachable/release"));
        Path lessons = root.resolve("lessons");
        var environment =
                Map.of(
                        "JAVA_HOME",
                        root.resolve("unteachable").toString(),
                        "TEACHABLE",
                        Path.of(jdk, "bin", "java").toString(),
                        "LESSONS",
                        lessons.toString());

        Run first = run(environment);
        assertThat(first.status).as(first.err).isZero();
        assertThat(first.out).startsWith("Usage: sahut keys list");
        assertThat(first.err).isEmpty();
        await().atMost(LEARNS_WITHIN)
                .until(() -> cache("services").isPresent() && cache("commands").isPresent());
        await().untilAsserted(() -> assertThat(temporary).isEmptyDirectory());
        assertThat(Files.readAllLines(lessons))
                .satisfiesExactly(
                        up -> assertThat(up).contains(" up ", "--retry-delays"),
                        demo -> assertThat(demo).endsWith("demo --api http://a --bootstrap b"),
                        keys -> assertThat(keys).endsWith("keys list --bootstrap b"));

        Run second = run(environment);
        assertThat(second).isEqualTo(first);
        assertThat(Files.readAllLines(lessons)).hasSize(3);
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
        return run(home.resolve("bin/sahut"), environment, HELP);
    }

    private Run run(Path program, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        var words = new ArrayList<>(List.of(program.toString()));
        words.addAll(List.of(arguments));
        Path out = root.resolve("out");
        Path err = root.resolve("err");
        var command =
                new ProcessBuilder(words).redirectOutput(out.toFile()).redirectError(err.toFile());
        command.environment().put("JAVA_HOME", Repository.javaHome());
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
