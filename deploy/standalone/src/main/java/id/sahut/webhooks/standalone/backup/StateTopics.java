package id.sahut.webhooks.standalone.backup;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.ingest.apikey.ApiKeys;
import id.sahut.webhooks.standalone.command.CommandFailure;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/// The compacted topics that hold what customers have set up: webhooks and API keys. When a key was
/// last used is no such thing. Confined to one thread.
final class StateTopics {

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /// Records under way at once.
    private static final int TOGETHER = 1_000;

    private final KafkaClients kafka;
    private final LongSupplier nanoTime;
    private final Map<String, Integer> partitions = new HashMap<>();
    private final Map<String, String> topicsByKind = new TreeMap<>();

    /// Who takes one record after the other.
    interface Sink {
        void take(Entry entry);
    }

    private interface Each {
        void take(ConsumerRecord<byte[], byte[]> record);
    }

    /// Where the last record of each key is.
    ///
    /// @param ends how far was read
    private record Last(Map<String, Long> offsets, Map<TopicPartition, Long> ends) {}

    StateTopics(KafkaClients kafka, TopicNames topics, LongSupplier nanoTime) {
        this.kafka = kafka;
        this.nanoTime = nanoTime;
        for (String topic : List.of(topics.webhooks(), topics.apiKeys())) {
            topicsByKind.put(topic.substring(topics.prefix().length()), topic);
        }
    }

    /// How many partitions a kind's topic had when it was [#read]; 0 where there is no such kind.
    int partitions(String kind) {
        return partitions.getOrDefault(kind, 0);
    }

    /// Hands on the last record of each key that has a value, as of now. The topics are read twice,
    /// so that only keys are in memory: a million webhooks take some 200 MB there.
    ///
    /// @throws KafkaException when the cluster does not answer in time
    void read(Sink sink) {
        for (var topic : topicsByKind.entrySet()) {
            try (Consumer<byte[], byte[]> consumer = kafka.scanConsumer()) {
                Last last = last(consumer, topic.getValue());
                partitions.put(topic.getKey(), last.ends.size());
                read(
                        consumer,
                        last.ends,
                        record -> {
                            Long offset = last.offsets.get(name(record));
                            if (offset != null && offset == record.offset()) {
                                sink.take(
                                        new Entry(
                                                topic.getKey(),
                                                record.partition(),
                                                record.key(),
                                                record.value()));
                            }
                        });
            }
        }
    }

    /// Writes these, and returns when Kafka has them all.
    ///
    /// @throws KafkaException when it has not; some may have been written
    void write(List<Entry> entries) {
        try (var producer = kafka.patientProducer(PATIENCE)) {
            for (int from = 0; from < entries.size(); from += TOGETHER) {
                var sent = new ArrayList<Future<RecordMetadata>>();
                for (Entry it : entries.subList(from, Math.min(from + TOGETHER, entries.size()))) {
                    sent.add(
                            producer.send(
                                    new ProducerRecord<>(
                                            topicsByKind.get(it.kind()),
                                            it.partition(),
                                            it.key(),
                                            it.value())));
                }
                for (var one : sent) {
                    one.get();
                }
            }
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "not all was confirmed within %d s; to restore again is safe"
                            .formatted(PATIENCE.toSeconds()),
                    e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private Last last(Consumer<byte[], byte[]> consumer, String topic) {
        List<TopicPartition> partitions =
                consumer.partitionsFor(topic, PATIENCE).stream()
                        .map(it -> new TopicPartition(topic, it.partition()))
                        .toList();
        if (partitions.isEmpty()) {
            throw new CommandFailure(
                    "%s is not there: `sahut topics apply` makes the topics".formatted(topic));
        }
        consumer.assign(partitions);
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, PATIENCE);
        var offsets = new HashMap<String, Long>();
        read(
                consumer,
                ends,
                record -> {
                    if (record.value() == null) {
                        offsets.remove(name(record));
                    } else if (!ApiKeys.tellsOfUseOnly(record)) {
                        offsets.put(name(record), record.offset());
                    }
                });
        return new Last(offsets, ends);
    }

    private void read(
            Consumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends, Each each) {
        consumer.seekToBeginning(ends.keySet());
        long lastProgress = nanoTime.getAsLong();
        while (ends.entrySet().stream()
                .anyMatch(it -> consumer.position(it.getKey(), PATIENCE) < it.getValue())) {
            var records = consumer.poll(POLL);
            for (var record : records) {
                Long end = ends.get(new TopicPartition(record.topic(), record.partition()));
                if (record.key() != null && end != null && record.offset() < end) {
                    each.take(record);
                }
            }
            long now = nanoTime.getAsLong();
            if (!records.isEmpty()) {
                lastProgress = now;
            } else if (now - lastProgress > PATIENCE.toNanos()) {
                throw new KafkaException(
                        "%s could not be read within %d s"
                                .formatted(ends.keySet(), PATIENCE.toSeconds()));
            }
        }
    }

    /// The partition belongs to it: what a key stands for is changed where it was made.
    private static String name(ConsumerRecord<byte[], byte[]> record) {
        return record.partition() + " " + new String(record.key(), ISO_8859_1);
    }
}
