package id.sahut.webhooks.acceptance.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// A process of ours; what it says goes to files that stay for the tests that read them. Whatever
/// happens, it does not outlive the tests. Safe for any thread.
public final class ChildProcess implements AutoCloseable {

    private static final Duration STOP = Duration.ofSeconds(30);

    private static final AtomicInteger STARTED = new AtomicInteger();
    private static final Set<ChildProcess> RUNNING = ConcurrentHashMap.newKeySet();
    private static final Queue<Path> LOGS = new ConcurrentLinkedQueue<>();

    static {
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("child-killer")
                                .unstarted(
                                        () -> RUNNING.forEach(it -> it.process.destroyForcibly())));
    }

    private final String name;
    private final Process process;
    private final Path out;
    private final Path err;

    private ChildProcess(String name, Process process, Path out, Path err) {
        this.name = name;
        this.process = process;
        this.out = out;
        this.err = err;
    }

    /// One of the program's own processes: what it writes is a log that must not show anything.
    ///
    /// @param environment what it gets beside ours; nothing of ours that begins with `SAHUT_` or
    ///   `KAFKA_` gets through
    public static ChildProcess start(
            String name, List<String> command, Map<String, String> environment) {
        var child = startOthers(name, command, environment);
        LOGS.add(child.out);
        LOGS.add(child.err);
        return child;
    }

    /// Somebody else's program.
    public static ChildProcess startOthers(
            String name, List<String> command, Map<String, String> environment) {
        String file =
                "%d-%03d-%s"
                        .formatted(ProcessHandle.current().pid(), STARTED.incrementAndGet(), name);
        Path out = Repository.logFolder().resolve(file + ".out");
        Path err = Repository.logFolder().resolve(file + ".err");
        var builder =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
        builder.environment()
                .keySet()
                .removeIf(it -> it.startsWith("SAHUT_") || it.startsWith("KAFKA_"));
        builder.environment().putAll(environment);
        try {
            var child = new ChildProcess(name, builder.start(), out, err);
            RUNNING.add(child);
            return child;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What all of the program's processes so far have written, to stdout and to stderr.
    public static List<Path> allLogs() {
        return List.copyOf(LOGS);
    }

    /// The first line of stdout that begins so.
    public String awaitLine(String beginning, Duration limit) {
        await(name + " says " + beginning)
                .atMost(limit)
                .pollInterval(Duration.ofMillis(50))
                .until(() -> !process.isAlive() || stdout().lines().anyMatch(begins(beginning)));
        return stdout().lines()
                .filter(begins(beginning))
                .findFirst()
                .orElseThrow(() ->
                        new AssertionError(
                                "%s ended with %s: %s"
                                        .formatted(name, process.exitValue(), stderr())));
    }

    /// The processors' time that it has taken so far; elapsed time also tells of who else works
    /// here.
    public Duration cpuTime() {
        return process.info().totalCpuDuration().orElseThrow();
    }

    /// The live objects on its heap, after a full collection; it must be a JVM.
    public long liveHeapBytes() {
        String tool = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        String histogram =
                Programs.output(tool, String.valueOf(process.pid()), "GC.class_histogram");
        return histogram
                .lines()
                .filter(begins("Total"))
                .map(line -> line.strip().split("\\s+"))
                .mapToLong(words -> Long.parseLong(words[words.length - 1]))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " shows no histogram of its heap"));
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    public String stdout() {
        return text(out);
    }

    public String stderr() {
        return text(err);
    }

    /// `kill -9`, and waits until it is gone.
    public void killHard() {
        process.destroyForcibly();
        awaitExit();
        RUNNING.remove(this);
    }

    /// `SIGTERM`, and waits for it to end by itself.
    public void terminate() {
        process.destroy();
        awaitExit();
        RUNNING.remove(this);
    }

    /// Waits for it to end by itself, which is soon.
    public int awaitExit() {
        return awaitExit(STOP);
    }

    /// Waits for it to end by itself.
    public int awaitExit(Duration limit) {
        try {
            assertThat(process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS))
                    .as("%s ends within %s", name, limit)
                    .isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " ends", e);
        }
    }

    @Override
    public void close() {
        killHard();
    }

    private static java.util.function.Predicate<String> begins(String beginning) {
        return line -> line.startsWith(beginning);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
