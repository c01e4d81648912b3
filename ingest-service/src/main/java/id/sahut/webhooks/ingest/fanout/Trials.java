package id.sahut.webhooks.ingest.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.kafka.KafkaClients;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.TopicPartition;

/// Finds what can't be read of a partition by letting processes with little memory read it, see
/// [TrialReader]. Safe for any thread.
final class Trials implements Stumbles.Searching {

    /// An event has a hundredth of it.
    static final int HEAP_MB = 64;

    private static final Duration LONGEST = Duration.ofMinutes(1);

    /// What `-XX:+ExitOnOutOfMemoryError` ends a process with, and what it then says where the heap
    /// was too small: it does the same where no thread could be started.
    private static final int OUT_OF_MEMORY = 3;

    private static final List<String> TOO_LARGE =
            List.of("Java heap space", "Requested array size exceeds VM limit");

    private final KafkaClients kafka;

    /// One process at a time, however many partitions are to be tried: memory is what is short.
    private final Semaphore turn = new Semaphore(1, true);

    private final Set<Process> running = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService limits =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("trial-limits").daemon().factory());
    private volatile boolean closed;

    /// How far a process has come, and whether it died there.
    record Trial(long position, boolean isDead) {}

    /// Lets a process read from one offset until before another.
    interface Trying {
        Trial run(long from, long until) throws IOException;
    }

    Trials(KafkaClients kafka) {
        this.kafka = kafka;
    }

    /// Fails where no process could be started, or Kafka was away.
    @Override
    public CompletableFuture<Stretch> find(
            TopicPartition partition, long from, long until, long end) {
        var found = new CompletableFuture<Stretch>();
        var _ =
                Thread.ofVirtual()
                        .name("trials-" + partition)
                        .start(() -> {
                            try {
                                found.complete(
                                        search(
                                                (begin, last) -> run(partition, begin, last),
                                                from,
                                                until,
                                                end));
                            } catch (IOException | RuntimeException e) {
                                found.completeExceptionally(e);
                            }
                        });
        return found;
    }

    /// Ends what is under way.
    @Override
    public void close() {
        closed = true;
        running.forEach(Process::destroyForcibly);
        limits.shutdownNow();
    }

    /// Records that were sent together are unpacked together, so those behind one that is too large
    /// may be out of reach, too: the end of its batch is looked for.
    static Stretch search(Trying trying, long from, long until, long end) throws IOException {
        Trial first = trying.run(from, until);
        if (!first.isDead) {
            return new Stretch(from, first.position, first.position);
        }
        long bad = first.position;
        long low = bad;
        long good = end;
        for (long step = 1; bad + step < good; step *= 2) {
            if (trying.run(bad + step, bad + step + 1).isDead) {
                low = bad + step;
            } else {
                good = bad + step;
            }
        }
        while (good - low > 1) {
            long middle = low + (good - low) / 2;
            if (trying.run(middle, middle + 1).isDead) {
                low = middle;
            } else {
                good = middle;
            }
        }
        return new Stretch(from, bad, good);
    }

    private Trial run(TopicPartition partition, long from, long until) throws IOException {
        turn.acquireUninterruptibly();
        try {
            return runAlone(partition, from, until);
        } finally {
            turn.release();
        }
    }

    private Trial runAlone(TopicPartition partition, long from, long until) throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        Process process = start(partition, from, until);
        running.add(process);
        try (BufferedReader said = process.inputReader(UTF_8)) {
            if (closed) {
                process.destroyForcibly();
            }
            var limit =
                    limits.schedule(
                            process::destroyForcibly, LONGEST.toMillis(), TimeUnit.MILLISECONDS);
            hand(process);
            long position = from;
            boolean isTooLarge = false;
            for (String line = said.readLine(); line != null; line = said.readLine()) {
                if (line.startsWith(TrialReader.READ)) {
                    position = Long.parseLong(line.substring(TrialReader.READ.length()));
                }
                isTooLarge |= TOO_LARGE.stream().anyMatch(line::contains);
            }
            int status = process.waitFor();
            limit.cancel(false);
            boolean isDead = status == OUT_OF_MEMORY && isTooLarge;
            if (status != 0 && !isDead) {
                throw new IOException(
                        "a process that was to read %s from %d ended with status %d"
                                .formatted(partition, from, status));
            }
            return new Trial(position, isDead);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } finally {
            running.remove(process);
        }
    }

    private static Process start(TopicPartition partition, long from, long until)
            throws IOException {
        return new ProcessBuilder(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx" + HEAP_MB + "m",
                                "-XX:+UseSerialGC",
                                "-XX:TieredStopAtLevel=1",
                                "-XX:+ExitOnOutOfMemoryError",
                                "--enable-native-access=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                TrialReader.class.getName(),
                                partition.topic(),
                                Integer.toString(partition.partition()),
                                Long.toString(from),
                                Long.toString(until)))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private void hand(Process process) {
        var settings = new Properties();
        settings.putAll(kafka.settings().all());
        try (OutputStream in = process.getOutputStream()) {
            settings.store(in, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
