package id.sahut.webhooks.bench.baseline;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.kafka.KafkaClients;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Reads records and writes each some times, byte for byte and with its headers, to the partitions
/// in turn: looks into none, looks nobody up, commits nothing. Confined to its thread.
///
/// Its producer is the fan-out's, so that what differs is the fan-out.
final class FanOutPipe implements AutoCloseable {

    private final SourceTopic source;
    private final String target;
    private final int copies;
    private final Producer<byte[], byte[]> producer;
    private final int partitions;
    private long written;

    private FanOutPipe(
            SourceTopic source, String target, int copies, Producer<byte[], byte[]> producer) {
        this.source = source;
        this.target = target;
        this.copies = copies;
        this.producer = producer;
        this.partitions = producer.partitionsFor(target).size();
    }

    static FanOutPipe open(SourceTopic source, Baseline baseline) {
        var settings =
                Settings.load(
                        Optional.empty(),
                        Map.of(),
                        Map.of("kafka.bootstrap.servers", baseline.bootstrap()));
        return new FanOutPipe(
                source,
                baseline.target(),
                baseline.copies(),
                new KafkaClients(settings.kafka(), Optional.empty()).producer());
    }

    void run() {
        while (true) {
            for (var record : source.poll()) {
                for (int copy = 0; copy < copies; copy++) {
                    var _ =
                            producer.send(
                                    new ProducerRecord<>(
                                            target,
                                            (int) (written++ % partitions),
                                            record.key(),
                                            record.value(),
                                            record.headers()));
                }
            }
        }
    }

    @Override
    public void close() {
        producer.close();
    }
}
