package id.sahut.webhooks.standalone.command;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.kafka.KafkaClients;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The options of a command that talks to a Kafka cluster. Confined to the command's thread.
public final class ClusterOptions {

    @Option(
            names = "--bootstrap",
            paramLabel = "HOST:PORT",
            description =
                    "The Kafka cluster (default: what the settings file or the environment says, else 127.0.0.1:9092).")
    private Optional<String> bootstrap = Optional.empty();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description =
                    "A settings file, for clusters that need more than an address: the keys are those of docs/configuration.md (default: none).")
    private Optional<Path> config = Optional.empty();

    /// What the file, the environment and the options say together.
    public Settings settings(Map<String, String> environment) {
        return settings(environment, Map.of());
    }

    /// @param more settings that the command's other options stand for
    public Settings settings(Map<String, String> environment, Map<String, String> more) {
        var commandLine = new HashMap<String, String>(more);
        bootstrap.ifPresent(it -> commandLine.put("kafka.bootstrap.servers", it));
        return Settings.load(config, environment, commandLine);
    }

    /// Clients of that cluster, for a process that is no member of a group.
    public static KafkaClients clients(Settings settings) {
        return new KafkaClients(settings.kafka(), Optional.empty());
    }
}
