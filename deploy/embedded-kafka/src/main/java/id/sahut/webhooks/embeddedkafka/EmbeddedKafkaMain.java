package id.sahut.webhooks.embeddedkafka;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/// Runs the broker as a process of its own: `--data-dir DIR [--host 127.0.0.1] [--port 9092]`.
/// Stateless.
///
/// Prints one line that begins with `ready` once it serves.
public final class EmbeddedKafkaMain {

    private static final Set<String> OPTIONS = Set.of("--port", "--data-dir", "--host");

    private EmbeddedKafkaMain() {}

    static void main(String[] arguments) throws InterruptedException {
        int status = run(List.of(arguments));
        System.exit(status);
    }

    private static int run(List<String> arguments) throws InterruptedException {
        EmbeddedKafka kafka;
        try {
            kafka = EmbeddedKafka.start(options(arguments));
        } catch (EmbeddedKafkaException e) {
            System.err.println("kafka: " + e.getMessage());
            return 2;
        }
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(kafka::close));
        System.out.println("ready kafka=" + kafka.bootstrapServers());
        try {
            kafka.failure().get();
            return 0;
        } catch (ExecutionException e) {
            System.err.println("kafka: " + e.getMessage());
            return 1;
        }
    }

    private static EmbeddedKafka.Options options(List<String> arguments) {
        Map<String, String> given = new HashMap<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            if (!OPTIONS.contains(arguments.get(i)) || i + 1 == arguments.size()) {
                throw new EmbeddedKafkaException(
                        "'%s' is not understood: give --data-dir DIR, and --host and --port if you like"
                                .formatted(arguments.get(i)));
            }
            given.put(arguments.get(i), arguments.get(i + 1));
        }
        String port = given.getOrDefault("--port", "9092");
        if (!port.matches("\\d{1,5}") || Integer.parseInt(port) > 65_535) {
            throw new EmbeddedKafkaException("--port is from 0 to 65535, not '%s'".formatted(port));
        }
        return new EmbeddedKafka.Options(
                Path.of(given.getOrDefault("--data-dir", "data/kafka")),
                given.getOrDefault("--host", "127.0.0.1"),
                Integer.parseInt(port));
    }
}
