package id.sahut.webhooks.ingest.recover;

import id.sahut.webhooks.common.event.EventReader;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.ingest.history.History;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks for events that made no delivery for a webhook. Confined to the loop's thread.
final class MissedEvents {

    private static final Logger log = LoggerFactory.getLogger(MissedEvents.class);
    private static final Duration ASK_FOR = Duration.ofSeconds(5);

    /// A delivery that is about to be swept out of the history may be gone when it is looked for.
    private static final Duration SWEPT_SOON = Duration.ofHours(1);

    private final KafkaClients kafka;
    private final String topic;
    private final String fanOut;
    private final EventReader events;
    private final History history;
    private final InstantSource clock;
    private final LongSupplier nanoTime;

    MissedEvents(
            KafkaClients kafka,
            TopicNames topics,
            EventReader events,
            History history,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.kafka = kafka;
        this.topic = topics.events();
        this.fanOut = topics.prefix() + "fan-out";
        this.events = events;
        this.history = history;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /// Where reading begins and ends. What the fan-out has not dealt with yet may become a delivery
    /// all the same, so reading ends before it. Blocks for some seconds at most.
    ///
    /// @return empty when Kafka does not say so just now
    Optional<EventsRead> range(RecoveryWish wish) {
        try (var admin = kafka.admin()) {
            var partitions = new HashMap<TopicPartition, OffsetSpec>();
            var description =
                    admin.describeTopics(List.of(topic))
                            .allTopicNames()
                            .get(ASK_FOR.toMillis(), TimeUnit.MILLISECONDS)
                            .get(topic);
            if (description == null) {
                return Optional.empty();
            }
            Instant since = since(wish);
            description
                    .partitions()
                    .forEach(it ->
                            partitions.put(
                                    new TopicPartition(topic, it.partition()),
                                    OffsetSpec.forTimestamp(since.toEpochMilli())));
            Map<TopicPartition, OffsetAndMetadata> dealtWith = dealtWith(admin);
            Map<TopicPartition, ListOffsetsResult.ListOffsetsResultInfo> begins =
                    admin.listOffsets(partitions)
                            .all()
                            .get(ASK_FOR.toMillis(), TimeUnit.MILLISECONDS);
            var next = new HashMap<Integer, Long>();
            var ends = new HashMap<Integer, Long>();
            begins.forEach((partition, begin) -> {
                OffsetAndMetadata committed = dealtWith.get(partition);
                if (committed != null && begin.offset() >= 0) {
                    next.put(partition.partition(), begin.offset());
                    ends.put(partition.partition(), committed.offset());
                }
            });
            return Optional.of(new EventsRead(next, ends));
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            log.warn("which events a recovery is to read is not to be had: {}", e.toString());
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /// Reads on from there; to be closed.
    EventScan open(RecoveryWish wish, Webhook webhook, EventsRead from) {
        return new EventScan(
                kafka.scanConsumer(),
                topic,
                from,
                new MissedEvent.Test(events, wish, webhook, since(wish)),
                history,
                nanoTime);
    }

    private Map<TopicPartition, OffsetAndMetadata> dealtWith(Admin admin)
            throws ExecutionException, TimeoutException, InterruptedException {
        return admin.listConsumerGroupOffsets(fanOut)
                .partitionsToOffsetAndMetadata()
                .get(ASK_FOR.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// The history knows nothing of what is older than it keeps.
    private Instant since(RecoveryWish wish) {
        Instant kept = clock.instant().minus(history.retention()).plus(SWEPT_SOON);
        return wish.since().isAfter(kept) ? wish.since() : kept;
    }
}
