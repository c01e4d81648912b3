package id.sahut.webhooks.bench.baseline;

import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.kafka.KafkaSettings;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/// Copies a topic from its beginning, with clients set up as the scheduler's, and does nothing
/// else: no transactions, no position kept, nothing waited for. Confined to its thread.
final class Pipe implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);

    /// As the scheduler's consumer.
    private static final Duration FETCH_WAIT = Duration.ofMillis(50);

    private static final int MAX_POLL_RECORDS = 2_000;

    private final Consumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> producer;
    private final String target;

    private Pipe(
            Consumer<byte[], byte[]> consumer, Producer<byte[], byte[]> producer, String target) {
        this.consumer = consumer;
        this.producer = producer;
        this.target = target;
    }

    static Pipe open(Baseline baseline) {
        var kafka =
                new KafkaClients(KafkaSettings.bootstrap(baseline.bootstrap()), Optional.empty());
        var consumer =
                kafka.groupConsumer("bench." + baseline.kind(), FETCH_WAIT, MAX_POLL_RECORDS);
        List<TopicPartition> partitions =
                consumer.partitionsFor(baseline.topic()).stream()
                        .map(it -> new TopicPartition(it.topic(), it.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        System.out.println("ready");
        return new Pipe(consumer, kafka.producer(), baseline.target());
    }

    void run() {
        while (true) {
            for (var record : consumer.poll(POLL)) {
                var _ =
                        producer.send(
                                new ProducerRecord<>(
                                        target,
                                        null,
                                        null,
                                        record.key(),
                                        record.value(),
                                        record.headers()));
            }
        }
    }

    @Override
    public void close() {
        producer.close();
        consumer.close();
    }
}
