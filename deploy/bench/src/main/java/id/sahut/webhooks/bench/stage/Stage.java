package id.sahut.webhooks.bench.stage;

import id.sahut.webhooks.bench.baseline.Baseline;
import id.sahut.webhooks.bench.load.Fleet;
import id.sahut.webhooks.bench.machine.Child;
import id.sahut.webhooks.bench.machine.FreePorts;
import id.sahut.webhooks.bench.sink.Sink;
import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.kafka.KafkaSettings;
import id.sahut.webhooks.common.topics.TopicApply;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.common.topics.TopicPlan;
import id.sahut.webhooks.common.webhook.SecretBox;
import id.sahut.webhooks.common.webhook.WebhookRecords;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// A broker with the topics, a sink, and services beside them as they are asked for: each a process
/// of its own. Confined to the run's thread.
public final class Stage implements AutoCloseable {

    /// The tiers of the product.
    public static final String DELAYS = "5s,30s,2m,10m,30m";

    private static final String LOOPBACK = "127.0.0.0/8";

    private final Program program;
    private final Path folder;
    private final String bootstrap;
    private final Launcher launcher;
    private final Settings read;
    private final KafkaClients kafka;
    private final SecretBox secrets;
    private final Sink sink;
    private final LongSupplier nanoTime;
    private final List<Child> processes = new ArrayList<>();

    private Stage(
            Program program,
            Path folder,
            String retryDelays,
            LongSupplier nanoTime,
            RandomGenerator random) {
        this.program = program;
        this.folder = folder;
        this.nanoTime = nanoTime;
        int port = FreePorts.next();
        this.bootstrap = "127.0.0.1:" + port;
        String key = SecretBox.newKey(random);
        var settings =
                Map.of(
                        "kafka.bootstrap.servers",
                        bootstrap,
                        "sahut.history.enabled",
                        "false",
                        "sahut.encryption-key",
                        key,
                        "sahut.retry.delays",
                        retryDelays,
                        "sahut.allowed-private-cidrs",
                        LOOPBACK + ",::1/128");
        this.read = Settings.load(Optional.empty(), Map.of(), settings);
        this.kafka = new KafkaClients(publishers(settings), Optional.empty());
        this.secrets = SecretBox.of(key, random);
        var launcher = new Launcher(program, folder, settings, List.of());
        processes.add(launcher.broker(port));
        TopicApply.apply(kafka, TopicPlan.of(read.topics(), read.tiers()), nanoTime);
        this.sink = Sink.start(program.jvm(), folder, retryDelays);
        processes.add(sink.process());
        this.launcher = new Launcher(program, folder, settings, sink.trust());
    }

    /// Starts a broker and a sink.
    ///
    /// @param folder for all that processes keep and log; empty
    public static Stage open(
            Program program,
            Path folder,
            String retryDelays,
            LongSupplier nanoTime,
            RandomGenerator random) {
        return new Stage(program, folder, retryDelays, nanoTime, random);
    }

    /// Our own load is not held back: an event leaves when it is scheduled.
    private static KafkaSettings publishers(Map<String, String> settings) {
        var prompt = new HashMap<>(settings);
        prompt.put("kafka.producer.linger.ms", "0");
        return Settings.load(Optional.empty(), Map.of(), prompt).kafka();
    }

    /// Starts a service and waits until it is ready.
    ///
    /// @param more settings for this one alone
    public Service start(Role role, Map<String, String> more) {
        return start(role, more, List.of());
    }

    /// @param options of its JVM
    public Service start(Role role, Map<String, String> more, List<String> options) {
        int port = FreePorts.next();
        var service = launcher.service(role, role.command() + "-" + port, port, more, options);
        processes.add(service.process());
        return service.awaitReady(nanoTime);
    }

    /// Runs a command of the program; it ends by itself.
    public Child run(String command, List<String> arguments) {
        var child =
                Child.start(
                        command,
                        program.command(128, List.of(), command, arguments),
                        Map.of(),
                        folder.resolve(command + ".log"));
        processes.add(child);
        return child;
    }

    /// Starts a simpler sender.
    public Child start(Baseline baseline) {
        var child = baseline.start(program.jvm(), sink.trust(), folder);
        processes.add(child);
        return child;
    }

    /// Registers webhooks, and returns when Kafka has them.
    ///
    /// @param path where each one's endpoint is at the sink, such as `ok/17`
    public void register(Fleet fleet, boolean tls, IntFunction<String> path) {
        var endpoints = sink.endpoints(tls);
        try (var producer = kafka.producer()) {
            for (int number = 0; number < fleet.size(); number++) {
                var webhook =
                        fleet.webhook(
                                number,
                                endpoints.at(number, path.apply(number)).toString(),
                                secrets);
                var _ = producer.send(WebhookRecords.write(topics().webhooks(), webhook));
            }
            producer.flush();
        }
    }

    /// Takes webhooks away again: what still waits for them is cancelled when it is due.
    public void unregister(Fleet fleet) {
        try (var producer = kafka.producer()) {
            for (int number = 0; number < fleet.size(); number++) {
                var _ =
                        producer.send(
                                WebhookRecords.writeDeleted(topics().webhooks(), fleet.id(number)));
            }
            producer.flush();
        }
    }

    /// A new API key of a workspace; blocks for some seconds.
    public String newKey(WorkspaceId workspace) {
        return run(
                        "keys",
                        List.of(
                                "create",
                                "--bootstrap",
                                bootstrap(),
                                "--workspace",
                                workspace.value(),
                                "--label",
                                "bench"))
                .awaitLine("sk_live_");
    }

    public Sink sink() {
        return sink;
    }

    /// The broker, which is a process of its own.
    public Child broker() {
        return processes.getFirst();
    }

    public KafkaClients kafka() {
        return kafka;
    }

    public String bootstrap() {
        return bootstrap;
    }

    public TopicNames topics() {
        return read.topics();
    }

    /// Stops a process for good, and forgets it.
    public void stop(Child process) {
        process.terminate();
        processes.remove(process);
    }

    @Override
    public void close() {
        processes.reversed().forEach(Child::close);
    }
}
