package id.sahut.webhooks.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryHeaders;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.delivery.ExpiryReason;
import id.sahut.webhooks.common.delivery.RecordPlace;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.testing.TestCluster;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/// Deliveries that were given up, as the pipeline would leave them, and what is sent of them again.
/// Confined to a test's thread.
final class FailedDeliveries {

    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private FailedDeliveries() {}

    /// When the first one's event was published: yesterday.
    static Instant first() {
        return Instant.now().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(1));
    }

    /// One a second from [#first] on.
    ///
    /// @return their ids, the oldest first
    static List<String> write(TestCluster cluster, WebhookId webhook, String type, int count) {
        List<Delivery> deliveries = waiting(cluster, webhook, type, count);
        var expired = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (Delivery delivery : deliveries) {
            expired.add(
                    DeliveryRecords.writeExpired(
                            cluster.topics().expired(),
                            delivery.failed(
                                    new Delivery.LastFailure(Optional.of(500), "answered 500")),
                            ExpiryReason.ATTEMPTS,
                            Instant.now().minus(Duration.ofHours(1))));
        }
        send(cluster, expired);
        return deliveries.stream().map(it -> it.id().value()).toList();
    }

    /// The same, of which nothing is heard yet.
    static List<Delivery> waiting(TestCluster cluster, WebhookId webhook, String type, int count) {
        var deliveries = new ArrayList<Delivery>();
        for (int i = 0; i < count; i++) {
            var event = new EventId("evt_" + NUMBERS.incrementAndGet());
            DeliveryId id = DerivedIds.delivery(event, webhook);
            deliveries.add(
                    Delivery.first(
                            webhook,
                            id,
                            event,
                            type,
                            "ws",
                            first().plusSeconds(i),
                            Optional.empty(),
                            ("{\"of\": \"" + id + "\"}").getBytes(UTF_8)));
        }
        List<RecordMetadata> places =
                send(
                        cluster,
                        deliveries.stream()
                                .map(it -> DeliveryRecords.write(cluster.topics().deliveries(), it))
                                .toList());
        for (int i = 0; i < count; i++) {
            RecordMetadata at = places.get(i);
            deliveries.set(
                    i,
                    deliveries
                            .get(i)
                            .from(new RecordPlace(at.topic(), at.partition(), at.offset())));
        }
        return deliveries;
    }

    /// How often each of a webhook's deliveries was sent again, by id.
    static Map<String, Long> sentAgain(TestCluster cluster, WebhookId webhook) {
        return cluster.read(cluster.topics().deliveries()).stream()
                .filter(it -> new String(it.key(), UTF_8).equals(webhook.value()))
                .filter(it -> header(it, DeliveryHeaders.RESEND).isPresent())
                .collect(
                        Collectors.groupingBy(
                                it -> header(it, DeliveryHeaders.DELIVERY_ID).orElseThrow(),
                                TreeMap::new,
                                Collectors.counting()));
    }

    static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
        return DeliveryHeaders.text(record.headers(), name);
    }

    private static List<RecordMetadata> send(
            TestCluster cluster, List<ProducerRecord<byte[], byte[]>> records) {
        try (var producer = cluster.clients().producer()) {
            var sent = new ArrayList<Future<RecordMetadata>>();
            records.forEach(it -> sent.add(producer.send(it)));
            var places = new ArrayList<RecordMetadata>();
            for (var one : sent) {
                places.add(one.get());
            }
            return places;
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError("a test's records were not written", e);
        }
    }
}
