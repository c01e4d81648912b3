package id.sahut.webhooks.ingest.fanout;

import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.kafka.KafkaSettings;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.TopicPartition;

/// A program that reads a stretch of a partition in a process of its own, which may die of it, and
/// says on standard output how far it has come. Kafka's settings are its standard input, so that no
/// secret is on a command line.
///
/// A record is unpacked into memory whole before anybody can look at it, so this is the only way to
/// find one that does not fit there.
public final class TrialReader {

    /// Begins a line of its output; the position follows.
    static final String READ = "read ";

    private static final Duration POLL = Duration.ofSeconds(1);

    /// Polls that bring nothing, after which there is nothing: a transaction may be open there.
    private static final int EMPTY_POLLS = 3;

    private TrialReader() {}

    /// @param arguments topic, partition, offset to begin at, offset to end before
    public static void main(String[] arguments) throws IOException {
        var properties = new Properties();
        properties.load(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        var settings = new HashMap<String, String>();
        properties.forEach((key, value) -> settings.put((String) key, (String) value));
        var kafka = new KafkaClients(KafkaSettings.of(settings), Optional.empty());
        read(
                kafka,
                new TopicPartition(arguments[0], Integer.parseInt(arguments[1])),
                Long.parseLong(arguments[2]),
                Long.parseLong(arguments[3]));
    }

    private static void read(KafkaClients kafka, TopicPartition partition, long from, long until) {
        try (var consumer = kafka.carefulConsumer()) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, from);
            long position = from;
            for (int empty = 0; position < until && empty < EMPTY_POLLS; ) {
                var _ = consumer.poll(POLL);
                long now = consumer.position(partition);
                empty = now == position ? empty + 1 : 0;
                position = now;
                System.out.println(READ + position);
            }
        }
    }
}
