package id.sahut.webhooks.embeddedkafka;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/// The settings of a small Kafka. Stateless.
///
/// With one node there is nobody to replicate to: what an acknowledged record survives is the death
/// of the process, not of the disk. Of three nodes one may be lost for good.
final class BrokerSettings {

    static final String CLIENT_LISTENER = "KAFKA";
    static final String CONTROLLER_LISTENER = "CONTROLLER";

    /// Longer than any topic keeps records: a group that expired would send history again.
    private static final Duration OFFSETS_RETENTION = Duration.ofDays(31);

    /// How long a stopping broker may negotiate with a controller that is itself.
    private static final Duration SHUTDOWN_ALONE = Duration.ofSeconds(5);

    /// How long it may hand what it leads to the others.
    private static final Duration SHUTDOWN_AMONG_OTHERS = Duration.ofSeconds(20);

    private static final int MAX_RECORD_BYTES = 3 * 1024 * 1024;

    private BrokerSettings() {}

    static Duration shutdownLimit(Quorum quorum) {
        return quorum.isOfOne() ? SHUTDOWN_ALONE : SHUTDOWN_AMONG_OTHERS;
    }

    static Properties of(String host, int port, Quorum quorum, Path folder) {
        var settings = new HashMap<String, Object>();
        quorum(settings, host, port, quorum);
        settings.put("log.dirs", folder.toString());
        settings.put("auto.create.topics.enable", "false");
        settings.put("message.max.bytes", MAX_RECORD_BYTES);
        settings.put("min.insync.replicas", quorum.minInSync());
        settings.put("default.replication.factor", quorum.replication());
        groups(settings, quorum);
        transactions(settings, quorum);
        resources(settings);
        var properties = new Properties();
        settings.forEach((key, value) -> properties.setProperty(key, value.toString()));
        return properties;
    }

    private static void quorum(Map<String, Object> settings, String host, int port, Quorum quorum) {
        settings.put("process.roles", "broker,controller");
        settings.put("node.id", quorum.nodeId());
        settings.put("controller.quorum.voters", quorum.text());
        settings.put(
                "listeners",
                "%s://%s:%d,%s://%s:%d"
                        .formatted(
                                CLIENT_LISTENER,
                                host,
                                port,
                                CONTROLLER_LISTENER,
                                host,
                                quorum.controllerPort()));
        settings.put("advertised.listeners", listener(host, port));
        settings.put(
                "listener.security.protocol.map",
                "%s:PLAINTEXT,%s:PLAINTEXT".formatted(CLIENT_LISTENER, CONTROLLER_LISTENER));
        settings.put("inter.broker.listener.name", CLIENT_LISTENER);
        settings.put("controller.listener.names", CONTROLLER_LISTENER);
        if (quorum.isOfOne()) {
            settings.put("broker.heartbeat.interval.ms", 300);
            // After a kill the controller takes it for another broker until its session is over.
            settings.put("broker.session.timeout.ms", 2_500);
        } else {
            // What a dead broker led is led by another when its session is over.
            settings.put("broker.heartbeat.interval.ms", 1_000);
            settings.put("broker.session.timeout.ms", 6_000);
        }
        // The controller would write an empty record twice a second for followers it hasn't got.
        settings.put("metadata.max.idle.interval.ms", 5_000);
    }

    /// Clients are told another port than the one it listens on.
    static void advertise(Properties settings, String host, int port) {
        settings.setProperty("advertised.listeners", listener(host, port));
    }

    private static String listener(String host, int port) {
        return "%s://%s:%d".formatted(CLIENT_LISTENER, host, port);
    }

    private static void groups(Map<String, Object> settings, Quorum quorum) {
        settings.put("offsets.topic.replication.factor", quorum.replication());
        settings.put("offsets.topic.num.partitions", 5);
        settings.put("offsets.retention.minutes", (int) OFFSETS_RETENTION.toMinutes());
        // A new group's members come at once here: waiting for more only delays the first delivery.
        settings.put("group.initial.rebalance.delay.ms", 0);
        settings.put("share.coordinator.state.topic.replication.factor", quorum.replication());
        settings.put("share.coordinator.state.topic.min.isr", quorum.minInSync());
        settings.put("share.coordinator.state.topic.num.partitions", 1);
    }

    private static void transactions(Map<String, Object> settings, Quorum quorum) {
        settings.put("transaction.state.log.replication.factor", quorum.replication());
        settings.put("transaction.state.log.min.isr", quorum.minInSync());
        settings.put("transaction.state.log.num.partitions", 5);
        // An open transaction of a killed process holds up readers until it is looked at.
        settings.put("transaction.abort.timed.out.transaction.cleanup.interval.ms", 1_000);
    }

    private static void resources(Map<String, Object> settings) {
        settings.put("num.network.threads", 2);
        settings.put("num.io.threads", 4);
        settings.put("background.threads", 4);
        settings.put("num.recovery.threads.per.data.dir", 4);
        settings.put("log.cleaner.threads", 1);
        // Taken from the heap at the start; 128 MiB by default.
        settings.put("log.cleaner.dedupe.buffer.size", 16L * 1024 * 1024);
        settings.put("log.index.size.max.bytes", 1024 * 1024);
        settings.put("controlled.shutdown.enable", "true");
    }
}
