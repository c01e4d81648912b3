package id.sahut.webhooks.standalone.up;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.retry.RetryTiers;
import id.sahut.webhooks.standalone.command.Port;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import picocli.CommandLine.Option;

/// What `up` can be told. Confined to the main thread.
final class UpOptions {

    static final String HOST = "127.0.0.1";

    private static final String LOOPBACK = "127.0.0.0/8,::1/128";

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description =
                    "The API's port on 127.0.0.1, 0 for any free one (default: ${DEFAULT-VALUE}).")
    private Port httpPort = new Port(8080);

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            defaultValue = "9092",
            description =
                    "Kafka's port on 127.0.0.1, 0 for any free one (default: ${DEFAULT-VALUE}).")
    private Port kafkaPort = new Port(9092);

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description =
                    "Everything is kept here; made if it isn't there (default: ${DEFAULT-VALUE}).")
    private Path dataDir = Path.of("data");

    @Option(
            names = "--retry-delays",
            paramLabel = "DELAYS",
            description =
                    "How long to wait after each failure, 1 to 10 rising durations (default: 5s,30s,2m,10m,30m).")
    private Optional<RetryTiers> retryDelays = Optional.empty();

    @Option(
            names = "--allowed-private-cidrs",
            paramLabel = "CIDRS",
            description =
                    "Address ranges that deliveries may go to although they are not public, over plain http too; '' for none (default: "
                            + LOOPBACK
                            + ").")
    private Optional<String> allowedPrivateCidrs = Optional.empty();

    Port httpPort() {
        return httpPort;
    }

    Port kafkaPort() {
        return kafkaPort;
    }

    Path dataDir() {
        return dataDir;
    }

    /// The options as settings; what they do not say, the environment may.
    ///
    /// @param bootstrap the embedded Kafka's address
    Settings settings(DataDir folder, String bootstrap, Map<String, String> environment) {
        var ours = new HashMap<String, String>();
        ours.put("kafka.bootstrap.servers", bootstrap);
        ours.put("sahut.http.host", HOST);
        ours.put("sahut.http.port", httpPort.toString());
        ours.put("sahut.instance-id", "up");
        retryDelays.ifPresent(it -> ours.put("sahut.retry.delays", it.toString()));
        allowedPrivateCidrs.ifPresent(it -> ours.put("sahut.allowed-private-cidrs", it));
        if (!environment.containsKey("SAHUT_ALLOWED_PRIVATE_CIDRS")) {
            ours.putIfAbsent("sahut.allowed-private-cidrs", LOOPBACK);
        }
        if (!environment.containsKey("SAHUT_HISTORY_URL")) {
            ours.put("sahut.history.url", "jdbc:sqlite:" + folder.history());
        }
        if (!environment.containsKey("SAHUT_ENCRYPTION_KEY")) {
            ours.put("sahut.encryption-key", folder.encryptionKey(new SecureRandom()));
        }
        return Settings.load(Optional.empty(), withoutKafka(environment), ours);
    }

    /// Somebody's variables for a real cluster mean nothing to the embedded one.
    private static Map<String, String> withoutKafka(Map<String, String> environment) {
        var rest = new TreeMap<>(environment);
        rest.keySet().removeIf(it -> it.startsWith("KAFKA_"));
        return rest;
    }
}
