package id.sahut.webhooks.bench.sink;

import id.sahut.webhooks.bench.machine.Child;
import id.sahut.webhooks.bench.machine.Jvm;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.json.JsonMapper;

/// The endpoints of a run. Confined to the run's thread.
public final class Sink implements AutoCloseable {

    private static final int HEAP_MB = 1024;
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Pattern READY = Pattern.compile("ready http=([\\d,]+) https=([\\d,]+)");

    private final Child process;
    private final Path folder;
    private final Path keyStore;
    private final Endpoints http;
    private final Endpoints https;

    private Sink(Child process, Path folder, Path keyStore, Endpoints http, Endpoints https) {
        this.process = process;
        this.folder = folder;
        this.keyStore = keyStore;
        this.http = http;
        this.https = https;
    }

    /// @param folder for its log and its certificate
    /// @param retryDelays as configured, comma-separated: retries are judged by them
    public static Sink start(Jvm jvm, Path folder, String retryDelays) {
        Path keyStore = folder.resolve("sink.p12");
        Certificates.make(keyStore);
        var process =
                Child.start(
                        "sink",
                        jvm.command(
                                SinkMain.class.getName(),
                                HEAP_MB,
                                List.of(),
                                List.of(retryDelays, keyStore.toString())),
                        Map.of(),
                        folder.resolve("sink.log"));
        var ready = READY.matcher(process.awaitLine("ready"));
        if (!ready.matches()) {
            throw process.failure("did not say its ports");
        }
        return new Sink(
                process,
                folder,
                keyStore,
                new Endpoints(false, ports(ready.group(1))),
                new Endpoints(true, ports(ready.group(2))));
    }

    private static List<Integer> ports(String list) {
        return Arrays.stream(list.split(",", -1)).map(Integer::valueOf).toList();
    }

    public Endpoints endpoints(boolean tls) {
        return tls ? https : http;
    }

    /// The options of a JVM that trusts its certificate.
    public List<String> trust() {
        return Certificates.trustedBy(keyStore);
    }

    public Child process() {
        return process;
    }

    public Snapshot.Count count() {
        return ask("count", Snapshot.Count.class);
    }

    public Snapshot snapshot() {
        return ask("snapshot", Snapshot.class);
    }

    /// Forgets the times so far, though not what has arrived, and times only what is scheduled from
    /// then on.
    public void timeFrom(Instant start) {
        var _ =
                ask(
                        "from " + ChronoUnit.MICROS.between(Instant.EPOCH, start),
                        Snapshot.Count.class);
    }

    public void clear() {
        var _ = ask("clear", Snapshot.Count.class);
    }

    /// Every delivery id that has arrived, and whether it was accepted.
    Arrived arrived() {
        Path file = folder.resolve("ledger");
        var _ = ask("ledger " + file, Snapshot.Count.class);
        return Arrived.in(file);
    }

    @Override
    public void close() {
        process.close();
    }

    private <T> T ask(String question, Class<T> answer) {
        process.say(question);
        return JSON.readValue(process.awaitLine("{"), answer);
    }
}
