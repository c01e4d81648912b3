package id.sahut.webhooks.acceptance.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/// Where the repository is, and what was built of it. Stateless.
public final class Repository {

    private static final String PICTURES = "sahut.acceptance.pictures";
    private static final String EVERY_PAGE = "sahut.acceptance.pictures.all";
    private static final Path ROOT = root(Path.of("").toAbsolutePath());
    private static final Path RELEASE = ROOT.resolve("deploy/acceptance/target/release");

    private Repository() {}

    /// What is released.
    public static Path archive() {
        Path target = ROOT.resolve("deploy/standalone/target");
        try (Stream<Path> files = Files.list(target)) {
            return files.filter(it -> it.getFileName().toString().endsWith(".tar.gz"))
                    .findFirst()
                    .orElseThrow(() ->
                            new AssertionError(
                                    "there is no archive in %s: build it with mvn package"
                                            .formatted(target)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The program of what is released, unpacked and with its caches learnt by the build.
    public static Path launcher() {
        return built(RELEASE.resolve("bin/sahut"));
    }

    /// The Java that the launcher has learnt with.
    public static String javaHome() {
        try {
            return Files.readString(built(RELEASE.resolve("installed"))).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The runnable jar of a service, such as `ingest-service`.
    public static Path serviceJar(String module) {
        return built(ROOT.resolve(module).resolve("target").resolve(module + ".jar"));
    }

    /// A document's text.
    ///
    /// @param path from the root, such as `docs/topics.md`
    public static String document(String path) throws IOException {
        return Files.readString(ROOT.resolve(path));
    }

    /// A file or folder of the repository.
    ///
    /// @param path from the root, such as `deploy/prometheus`
    public static Path place(String path) {
        return ROOT.resolve(path);
    }

    /// Where `.ci/run` has put the receiver's libraries.
    public static Path nodeReceiver() {
        return ROOT.resolve("deploy/acceptance/target/receiver");
    }

    /// Where the build has put the jars of Kafka's command line tools.
    static Path kafkaTools() {
        return ROOT.resolve("deploy/acceptance/target/kafka-tools");
    }

    /// Where `.ci/run` has put the fuzzer, a Python environment of its own.
    public static Path pythonFuzzer() {
        return ROOT.resolve("deploy/acceptance/target/fuzzer");
    }

    /// Where pictures of the dashboard's pages go: `target/screenshots`, or the folder that the
    /// system property names, such as `docs/images`.
    public static Path pictures() {
        return Optional.ofNullable(System.getProperty(PICTURES))
                .map(ROOT::resolve)
                .orElse(ROOT.resolve("deploy/acceptance/target/screenshots"));
    }

    /// Whether somebody wants to look at every page.
    public static boolean everyPageIsWanted() {
        return Boolean.getBoolean(EVERY_PAGE);
    }

    /// A new folder for what processes keep.
    public static Path newDataFolder(String name) {
        try {
            Path base = Files.createDirectories(workFolder().resolve("data"));
            return Files.createTempDirectory(base, name + "-");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where processes write to.
    static Path logFolder() {
        try {
            return Files.createDirectories(workFolder().resolve("logs"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path workFolder() {
        return ROOT.resolve("deploy/acceptance/target/acceptance");
    }

    private static Path built(Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is not there: build it with mvn verify");
        }
        return jar;
    }

    private static Path root(Path start) {
        for (Path it = start; it != null; it = it.getParent()) {
            if (Files.isExecutable(it.resolve("sahut")) && Files.exists(it.resolve("deploy"))) {
                return it;
            }
        }
        throw new IllegalStateException(start + " is not in the repository");
    }
}
