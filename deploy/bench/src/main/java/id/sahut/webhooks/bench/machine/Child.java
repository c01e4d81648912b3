package id.sahut.webhooks.bench.machine;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// A process of a run. It does not outlive ours, and what it complains of is in its log. Confined
/// to the run's thread.
public final class Child implements AutoCloseable {

    private static final Duration STOP = Duration.ofSeconds(30);
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("bench-children")
                                .unstarted(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final String name;
    private final Process process;
    private final BufferedReader out;
    private final Writer in;
    private final Path log;

    private Child(String name, Process process, Path log) {
        this.name = name;
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.in = process.outputWriter(StandardCharsets.UTF_8);
        this.log = log;
    }

    /// @param environment what it gets beside ours; nothing of ours that begins with `SAHUT_` or
    ///   `KAFKA_` gets through
    /// @param log where its stderr goes
    public static Child start(
            String name, List<String> command, Map<String, String> environment, Path log) {
        var builder =
                new ProcessBuilder(command)
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.directory(new File(System.getProperty("java.io.tmpdir")));
        builder.environment()
                .keySet()
                .removeIf(it -> it.startsWith("SAHUT_") || it.startsWith("KAFKA_"));
        builder.environment().putAll(environment);
        try {
            var process = builder.start();
            RUNNING.add(process);
            return new Child(name, process, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String name() {
        return name;
    }

    public long pid() {
        return process.pid();
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /// The next line that it says on stdout that begins so; others are skipped.
    ///
    /// @throws ChildFailure when it ends before that
    public String awaitLine(String beginning) {
        try {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith(beginning)) {
                    return line;
                }
            }
            throw failure("ended before it said '%s'".formatted(beginning));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Says a line to its stdin.
    public void say(String line) {
        try {
            in.write(line + "\n");
            in.flush();
        } catch (IOException e) {
            throw failure("no longer listens (%s)".formatted(e.getMessage()));
        }
    }

    /// The processors' time it has taken so far.
    public Duration cpu() {
        return process.info()
                .totalCpuDuration()
                .orElseThrow(() -> failure("tells no processor time: has it ended?"));
    }

    /// The most memory it has had resident; empty where the system does not tell.
    public Optional<Long> peakResidentBytes() {
        return status("VmHWM").map(kilobytes -> kilobytes * 1024);
    }

    /// The memory it has resident now; empty where the system does not tell.
    public Optional<Long> residentBytes() {
        return status("VmRSS").map(kilobytes -> kilobytes * 1024);
    }

    public Optional<Long> threads() {
        return status("Threads");
    }

    /// Open files and sockets; empty where the system does not tell.
    public Optional<Long> descriptors() {
        try (Stream<Path> open = Files.list(proc("fd"))) {
            return Optional.of(open.count());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// What lives on its heap after a full collection; it must be a JVM.
    public long liveHeapBytes() {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        var command =
                new ProcessBuilder(
                        jcmd.toString(), String.valueOf(process.pid()), "GC.class_histogram");
        try (var answer = command.start().inputReader()) {
            return answer.lines()
                    .filter(line -> line.startsWith("Total"))
                    .map(line -> line.strip().split("\\s+"))
                    .mapToLong(words -> Long.parseLong(words[words.length - 1]))
                    .findFirst()
                    .orElseThrow(() -> failure("shows no histogram of its heap"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How it ended; empty while it runs.
    public OptionalInt exitStatus() {
        return isAlive() ? OptionalInt.empty() : OptionalInt.of(process.exitValue());
    }

    /// `SIGTERM`: it ends by itself, soon.
    public void askToEnd() {
        process.destroy();
    }

    /// `SIGSTOP`: it does nothing more, and does not know it.
    public void pause() {
        signal("STOP");
    }

    /// `SIGCONT`.
    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            int status =
                    new ProcessBuilder("kill", "-" + name, String.valueOf(pid()))
                            .inheritIO()
                            .start()
                            .waitFor();
            if (status != 0) {
                throw failure("did not take SIG%s".formatted(name));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// `SIGTERM`, and waits until it has ended by itself.
    public void terminate() {
        process.destroy();
        try {
            if (!process.waitFor(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                throw failure("did not end within %d s".formatted(STOP.toSeconds()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " ends", e);
        } finally {
            close();
        }
    }

    /// `kill -9`.
    @Override
    public void close() {
        process.destroyForcibly();
        RUNNING.remove(process);
    }

    /// What went wrong with it, with the end of its log.
    public ChildFailure failure(String what) {
        String end = isAlive() ? "" : " (exit status %d)".formatted(process.exitValue());
        return new ChildFailure(
                "%s %s%s; its log ends:%n%s".formatted(name, what, end, endOfLog()));
    }

    private String endOfLog() {
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
        } catch (IOException e) {
            return "(" + e.getMessage() + ")";
        }
    }

    private Optional<Long> status(String key) {
        try (Stream<String> lines = Files.lines(proc("status"))) {
            return lines.filter(it -> it.startsWith(key + ":"))
                    .map(it -> Long.valueOf(it.replaceAll("\\D", "")))
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private Path proc(String file) {
        return Path.of("/proc", String.valueOf(process.pid()), file);
    }
}
