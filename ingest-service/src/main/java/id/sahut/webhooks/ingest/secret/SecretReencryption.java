package id.sahut.webhooks.ingest.secret;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.kafka.TopicFollower;
import id.sahut.webhooks.common.webhook.Resealing;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.common.webhook.WebhookRecords;
import id.sahut.webhooks.ingest.secret.Versions.Latest;
import id.sahut.webhooks.ingest.secret.Versions.Place;
import id.sahut.webhooks.ingest.secret.Versions.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/// Moves every webhook's secrets to the first encryption key, with nothing but a Kafka cluster,
/// while the services run. Confined to one thread.
///
/// The API may change a webhook between our reading it and our writing it, and Kafka would let our
/// write undo that. So each write is read back, and where another came in between, that one is
/// written again and wins: for some milliseconds the webhook was as before the change.
///
/// ```
///   read v1 ─────────────► write v1 resealed ─► read back: v2 stands before ours ─► write v2 resealed
///             API: v2 ▲
/// ```
public final class SecretReencryption {

    private static final Duration WRITE = Duration.ofSeconds(10);
    private static final Duration READ = Duration.ofSeconds(30);

    /// Records written before they are read back.
    private static final int AT_ONCE = 500;

    /// Passes over all webhooks: another follows where somebody wrote with an older key meanwhile.
    private static final int MAX_PASSES = 5;

    private final KafkaClients kafka;
    private final String topic;
    private final EventCatalogue catalogue;
    private final Resealing resealing;

    /// What was done, or would be.
    ///
    /// @param webhooks how many there are
    /// @param resealed how many of them had a secret that was not sealed with the first key
    /// @param locked those with a secret that no key opens; it was left alone
    public record Report(int webhooks, int resealed, List<WebhookId> locked) {}

    /// A record that we wrote.
    ///
    /// @param base what it was made from
    private record Written(WebhookId id, Place base, Future<RecordMetadata> place) {}

    /// @param topic the compacted topic, `sahut.webhooks`
    public SecretReencryption(
            KafkaClients kafka, String topic, EventCatalogue catalogue, Resealing resealing) {
        this.kafka = kafka;
        this.topic = topic;
        this.catalogue = catalogue;
        this.resealing = resealing;
    }

    /// @throws KafkaException when the cluster does not answer in time, or the webhooks change
    ///   faster than they can be written; what was written until then is right, and the rest is as
    ///   it was
    public Report run(boolean dryRun) {
        var versions = new Versions(new WebhookRecords(catalogue));
        try (var follower = TopicFollower.start(topic, kafka.viewConsumer(), versions)) {
            await(follower.caughtUp(), READ, "the webhooks could not be read");
            List<WebhookId> stale = stale(versions);
            var resealed = new HashSet<>(stale);
            if (!dryRun && !stale.isEmpty()) {
                writeAll(stale, versions, follower, resealed);
            }
            List<Webhook> all = versions.webhooks();
            return new Report(
                    all.size(),
                    resealed.size(),
                    all.stream()
                            .filter(resealing::isLocked)
                            .map(Webhook::id)
                            .sorted(Comparator.comparing(WebhookId::value))
                            .toList());
        }
    }

    private void writeAll(
            List<WebhookId> stale,
            Versions versions,
            TopicFollower follower,
            Set<WebhookId> resealed) {
        try (Producer<byte[], byte[]> producer = kafka.promptProducer(WRITE)) {
            List<WebhookId> left = stale;
            for (int pass = 1; !left.isEmpty(); pass++) {
                if (pass > MAX_PASSES) {
                    throw new KafkaException(
                            "%d webhooks were written with an older key meanwhile: restart every ingest with the new key first"
                                    .formatted(left.size()));
                }
                for (int from = 0; from < left.size(); from += AT_ONCE) {
                    var some = left.subList(from, Math.min(left.size(), from + AT_ONCE));
                    writeSome(some, producer, versions, follower);
                }
                left = stale(versions);
                resealed.addAll(left);
            }
        }
    }

    private List<WebhookId> stale(Versions versions) {
        return versions.webhooks().stream()
                .filter(it -> !resealing.reseal(it).equals(it))
                .map(Webhook::id)
                .toList();
    }

    private void writeSome(
            List<WebhookId> ids,
            Producer<byte[], byte[]> producer,
            Versions versions,
            TopicFollower follower) {
        var written = new ArrayList<Written>();
        for (WebhookId id : ids) {
            Version base = versions.of(id).orElseThrow().version();
            if (base.webhook().isPresent()) { // else it was deleted meanwhile
                written.add(write(id, base, base.place(), producer));
            }
        }
        while (!written.isEmpty()) {
            var again = new ArrayList<Written>();
            for (Written ours : written) {
                overtaken(ours, versions, follower)
                        .ifPresent(change ->
                                again.add(write(ours.id(), change, ours(ours), producer)));
            }
            written = again;
        }
    }

    private Written write(
            WebhookId id, Version version, Place base, Producer<byte[], byte[]> producer) {
        ProducerRecord<byte[], byte[]> record =
                version.webhook()
                        .map(it -> WebhookRecords.write(topic, resealing.reseal(it)))
                        .orElseGet(() -> WebhookRecords.writeDeleted(topic, id));
        return new Written(id, base, producer.send(record));
    }

    /// The change that our write has undone, if there is one that nobody has written over since.
    private Optional<Version> overtaken(Written ours, Versions versions, TopicFollower follower) {
        Place place = ours(ours);
        await(
                follower.hasRead(place.partition(), place.offset()),
                READ,
                "what was written could not be read back");
        Latest latest = versions.of(ours.id()).orElseThrow();
        return latest.version().place().equals(place)
                ? Optional.ofNullable(latest.before()).filter(it -> !it.place().equals(ours.base()))
                : Optional.empty();
    }

    private static Place ours(Written written) {
        RecordMetadata at = await(written.place(), WRITE, "a change was not confirmed");
        return new Place(at.partition(), at.offset());
    }

    private static <T> T await(Future<T> future, Duration limit, String orElse) {
        try {
            return future.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw new KafkaException(orElse, e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException(orElse + " within %d s".formatted(limit.toSeconds()), e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
