package id.sahut.webhooks.chaos.evidence;

import id.sahut.webhooks.common.kafka.KafkaClients;
import java.time.Duration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/// Reads what is committed in topics from their beginning, and goes on when more is. Confined to
/// the run's thread.
public final class TopicsReader implements AutoCloseable {

    private static final String GROUP = "chaos";
    private static final Duration MAX_WAIT = Duration.ofMillis(100);
    private static final int MAX_POLL_RECORDS = 5_000;

    private final Consumer<byte[], byte[]> consumer;
    private final Topics topics;

    public TopicsReader(KafkaClients kafka, Topics topics) {
        this.consumer = kafka.groupConsumer(GROUP, MAX_WAIT, MAX_POLL_RECORDS);
        this.topics = topics;
        var partitions =
                topics.names().stream()
                        .flatMap(it -> consumer.partitionsFor(it).stream())
                        .map(it -> new TopicPartition(it.topic(), it.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /// Reads some more.
    ///
    /// @return whether there was more
    public boolean readOn() {
        var records = consumer.poll(MAX_WAIT);
        records.forEach(topics::read);
        return !records.isEmpty();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
