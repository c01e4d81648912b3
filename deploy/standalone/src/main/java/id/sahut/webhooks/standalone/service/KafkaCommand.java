package id.sahut.webhooks.standalone.service;

import id.sahut.webhooks.embeddedkafka.EmbeddedKafka;
import id.sahut.webhooks.embeddedkafka.Quorum;
import id.sahut.webhooks.standalone.command.CommandFailure;
import id.sahut.webhooks.standalone.command.Console;
import id.sahut.webhooks.standalone.command.Port;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `sahut kafka`. Confined to the main thread.
@Command(
        name = "kafka",
        mixinStandardHelpOptions = true,
        description =
                "Runs a Kafka to try the services against: of one node and without replication, or one node of several. Ctrl-C stops it, and what was written is there again at the next start.")
public final class KafkaCommand implements Callable<Integer> {

    private final Console console;

    @Option(
            names = "--host",
            paramLabel = "HOST",
            description = "An address of this machine (default: ${DEFAULT-VALUE}).")
    private String host = "127.0.0.1";

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            defaultValue = "9092",
            description = "0 for any free one (default: ${DEFAULT-VALUE}).")
    private Port port = new Port(9092);

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Made if it isn't there (default: ${DEFAULT-VALUE}).")
    private Path dataDir = Path.of("data", "kafka");

    @Option(names = "--node-id", paramLabel = "ID", description = "Which of --voters this node is.")
    private Optional<Integer> nodeId = Optional.empty();

    @Option(
            names = "--voters",
            paramLabel = "ID@HOST:PORT,...",
            description =
                    "All nodes, and where their controllers listen, the same for each node; it is ready when most of them run (default: it is the only one).")
    private Optional<String> voters = Optional.empty();

    public KafkaCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        var alone = new EmbeddedKafka.Options(dataDir, host, port.number());
        var kafka = EmbeddedKafka.start(quorum().map(alone::asNodeOf).orElse(alone));
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(kafka::close));
        console.say("ready kafka=" + kafka.bootstrapServers());
        try {
            kafka.failure().get();
            return 0;
        } catch (ExecutionException e) {
            throw new CommandFailure("Kafka has failed: " + e.getMessage(), e);
        }
    }

    /// Empty when this node is all there is.
    private Optional<Quorum> quorum() {
        if (nodeId.isPresent() != voters.isPresent()) {
            throw new CommandFailure(
                    "one node of several needs both: --voters, the same for each of them, and --node-id, which of them this is");
        }
        return voters.flatMap(all -> nodeId.map(id -> Quorum.parse(id, all)));
    }
}
