package id.sahut.webhooks.chaos.cluster;

import static java.util.stream.Collectors.joining;

import id.sahut.webhooks.bench.load.Fleet;
import id.sahut.webhooks.bench.machine.Child;
import id.sahut.webhooks.bench.machine.FreePorts;
import id.sahut.webhooks.bench.stage.Launcher;
import id.sahut.webhooks.bench.stage.Program;
import id.sahut.webhooks.bench.stage.Role;
import id.sahut.webhooks.bench.stage.Service;
import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.topics.TopicApply;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.common.topics.TopicPlan;
import id.sahut.webhooks.common.webhook.SecretBox;
import id.sahut.webhooks.common.webhook.WebhookRecords;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/// Three brokers, and two of each service. A process that has ended is not started again by itself.
/// Confined to the run's thread.
public final class Cluster implements AutoCloseable {

    private static final int BROKER_HEAP_MB = 512;

    private final Launcher launcher;
    private final Settings read;
    private final KafkaClients kafka;
    private final Replicas replicas;
    private final SecretBox secrets;
    private final String voters;
    private final Map<Member, Integer> ports = new HashMap<>();
    private final Map<Member, Child> processes = new HashMap<>();

    private Cluster(Program program, Path folder, String retryDelays, RandomGenerator random) {
        Member.ALL.forEach(it -> ports.put(it, FreePorts.next()));
        this.voters =
                IntStream.rangeClosed(1, Part.BROKER.members())
                        .mapToObj(it -> "%d@127.0.0.1:%d".formatted(it, FreePorts.next()))
                        .collect(joining(","));
        String key = SecretBox.newKey(random);
        var settings =
                Map.of(
                        "kafka.bootstrap.servers",
                        Member.of(Part.BROKER)
                                .map(it -> "127.0.0.1:" + ports.get(it))
                                .collect(joining(",")),
                        "sahut.history.enabled",
                        "false",
                        "sahut.encryption-key",
                        key,
                        "sahut.retry.delays",
                        retryDelays,
                        "sahut.allowed-private-cidrs",
                        "127.0.0.0/8");
        this.launcher = new Launcher(program, folder, settings, List.of());
        this.read = Settings.load(Optional.empty(), Map.of(), settings);
        this.kafka = new KafkaClients(read.kafka(), Optional.empty());
        this.replicas = new Replicas(kafka);
        this.secrets = SecretBox.of(key, random);
    }

    /// Starts the brokers and makes the topics; no service yet.
    ///
    /// @param folder for all that processes keep and log; empty
    public static Cluster open(
            Program program,
            Path folder,
            String retryDelays,
            LongSupplier nanoTime,
            RandomGenerator random) {
        var cluster = new Cluster(program, folder, retryDelays, random);
        try {
            Member.of(Part.BROKER).forEach(cluster::start);
            Member.of(Part.BROKER).forEach(it -> cluster.process(it).awaitLine("ready"));
            TopicApply.apply(
                    cluster.kafka,
                    TopicPlan.of(cluster.read.topics(), cluster.read.tiers()),
                    nanoTime);
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    /// Starts a process in a place where none runs.
    public void start(Member member) {
        Child running = processes.get(member);
        if (running != null && running.isAlive()) {
            throw new IllegalStateException(member + " runs already");
        }
        processes.put(member, launched(member));
    }

    private Child launched(Member member) {
        return switch (member.part()) {
            case BROKER ->
                    launcher.broker(
                            member.toString(),
                            BROKER_HEAP_MB,
                            port(member),
                            List.of(
                                    "--node-id",
                                    String.valueOf(member.number()),
                                    "--voters",
                                    voters));
            case INGEST -> service(Role.INGEST, member);
            case DISPATCHER -> service(Role.DISPATCHER, member);
            case SCHEDULER -> service(Role.SCHEDULER, member);
        };
    }

    private Child service(Role role, Member member) {
        return launcher.service(
                        role,
                        member.toString(),
                        port(member),
                        member.number() == 1
                                ? Map.of("sahut.instance-id", member.toString())
                                : Map.of(),
                        List.of())
                .process();
    }

    /// The process in a place, which may have ended.
    public Child process(Member member) {
        Child process = processes.get(member);
        if (process == null) {
            throw new IllegalStateException(member + " was never started");
        }
        return process;
    }

    /// Whether it runs and does its part. A broker does when no replica lags, on whichever broker.
    public boolean isReady(Member member) {
        return process(member).isAlive()
                && (member.part() == Part.BROKER
                        ? replicas.areInSync()
                        : new Service(process(member), port(member)).isReady());
    }

    /// Begins to make one broker the leader of every partition.
    public void leadAll(Member broker) {
        replicas.leadAll(broker.number());
    }

    public boolean leadsAll(Member broker) {
        return replicas.leadsAll(broker.number());
    }

    public KafkaClients kafka() {
        return kafka;
    }

    public TopicNames topics() {
        return read.topics();
    }

    public Settings settings() {
        return read;
    }

    /// Registers webhooks, and returns when Kafka has them.
    ///
    /// @param url of each one's endpoint
    public void register(Fleet fleet, IntFunction<String> url) {
        try (var producer = kafka.producer()) {
            for (int number = 0; number < fleet.size(); number++) {
                var webhook = fleet.webhook(number, url.apply(number), secrets);
                var _ = producer.send(WebhookRecords.write(topics().webhooks(), webhook));
            }
            producer.flush();
        }
    }

    private int port(Member member) {
        return ports.getOrDefault(member, 0);
    }

    @Override
    public void close() {
        replicas.close();
        processes.values().forEach(Child::close);
    }
}
