package id.sahut.webhooks.standalone.service;

import id.sahut.webhooks.embeddedkafka.EmbeddedKafka;
import id.sahut.webhooks.standalone.command.CommandFailure;
import id.sahut.webhooks.standalone.command.Console;
import id.sahut.webhooks.standalone.command.Port;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `sahut kafka`. Confined to the main thread.
@Command(
        name = "kafka",
        mixinStandardHelpOptions = true,
        description =
                "Runs a Kafka of one node, without replication, to try the services against; Ctrl-C stops it, and what was written is there again at the next start.")
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

    public KafkaCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        var kafka = EmbeddedKafka.start(new EmbeddedKafka.Options(dataDir, host, port.number()));
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
}
