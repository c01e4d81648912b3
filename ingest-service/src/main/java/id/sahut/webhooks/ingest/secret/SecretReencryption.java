package id.sahut.webhooks.ingest.secret;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.kafka.TopicFollower;
import id.sahut.webhooks.common.webhook.Resealing;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.common.webhook.WebhookRecords;
import id.sahut.webhooks.ingest.secret.Versions.Place;
import id.sahut.webhooks.ingest.secret.Versions.Version;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/// Moves every webhook's secrets to the first encryption key, with nothing but a Kafka cluster,
/// while the services run. Confined to one thread, but for [#unsettled].
///
/// The API may change a webhook between our reading it and our writing it, and Kafka would let our
/// write undo that. So each write is read back, and where another came in between, that one is
/// written again and wins: for some milliseconds the webhook was as before the change.
///
/// ```
///   read v1 ─────────────► write v1 resealed ─► read back: v2 stands before ours ─► write v2 resealed
///             API: v2 ▲
/// ```
///
/// What can't be put right like this is named: a webhook that was changed once more in those
/// milliseconds, and whatever was written and not read back when it ends early.
public final class SecretReencryption {

    private static final Duration WRITE = Duration.ofSeconds(30);
    private static final Duration READ = Duration.ofSeconds(30);

    /// Records written before they are read back: as many changes can be undone if it ends early.
    private static final int AT_ONCE = 20;

    /// Passes over all webhooks: another follows where somebody wrote with an older key meanwhile.
    private static final int MAX_PASSES = 5;

    private final KafkaClients kafka;
    private final String topic;
    private final EventCatalogue catalogue;
    private final Resealing resealing;
    private final Duration quiet;

    /// Webhooks that were written, until it is certain that nobody's change was undone.
    private final Set<WebhookId> unsettled = ConcurrentHashMap.newKeySet();

    /// What was done, or would be.
    ///
    /// @param webhooks how many there are
    /// @param resealed how many of them had a secret that was not sealed with the first key
    /// @param locked those with a secret that no key opens; it was left alone
    /// @param unclear those that were changed meanwhile, perhaps in vain
    public record Report(
            int webhooks, int resealed, List<WebhookId> locked, List<WebhookId> unclear) {}

    /// A record that we wrote.
    ///
    /// @param base what it is compared with: the record that it was made from, or that it follows
    /// @param isAgain whether it is somebody's change, written again
    private record Written(
            WebhookId id, Place base, boolean isAgain, Future<RecordMetadata> place) {}

    /// @param topic the compacted topic, `sahut.webhooks`
    /// @param quiet how long a change may be under way that the API made from what it saw before:
    ///   where a change was written again, one more is waited for this long, and named
    public SecretReencryption(
            KafkaClients kafka,
            String topic,
            EventCatalogue catalogue,
            Resealing resealing,
            Duration quiet) {
        this.kafka = kafka;
        this.topic = topic;
        this.catalogue = catalogue;
        this.resealing = resealing;
        this.quiet = quiet;
    }

    /// Webhooks of which a change may be undone if it ends now; after an exception, those of which
    /// one may have been. Safe for any thread.
    public List<WebhookId> unsettled() {
        return sorted(unsettled.stream());
    }

    /// @throws KafkaException when the cluster does not answer in time, or the webhooks change
    ///   faster than they can be written; what was written until then is right but for the
    ///   [#unsettled], and the rest is as it was
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
                    sorted(all.stream().filter(resealing::isLocked).map(Webhook::id)),
                    unsettled());
        }
    }

    private static List<WebhookId> sorted(Stream<WebhookId> ids) {
        return ids.sorted(Comparator.comparing(WebhookId::value)).toList();
    }

    private void writeAll(
            List<WebhookId> stale,
            Versions versions,
            TopicFollower follower,
            Set<WebhookId> resealed) {
        try (Producer<byte[], byte[]> producer = kafka.patientProducer(WRITE)) {
            var again = new ArrayList<Written>();
            List<WebhookId> left = stale;
            for (int pass = 1; !left.isEmpty(); pass++) {
                if (pass > MAX_PASSES) {
                    throw new KafkaException(
                            "%d webhooks were written with an older key meanwhile: restart every ingest with the new key first"
                                    .formatted(left.size()));
                }
                for (int from = 0; from < left.size(); from += AT_ONCE) {
                    var some = left.subList(from, Math.min(left.size(), from + AT_ONCE));
                    again.addAll(writeSome(some, producer, versions, follower));
                }
                left = stale(versions);
                resealed.addAll(left);
            }
            if (!again.isEmpty()) {
                waitFor(follower);
                again.stream()
                        .filter(it -> standing(it, versions, follower) instanceof Standing.Settled)
                        .forEach(it -> unsettled.remove(it.id()));
            }
        }
    }

    /// What is not settled is left alone, until somebody has looked at it.
    private List<WebhookId> stale(Versions versions) {
        return versions.webhooks().stream()
                .filter(it -> !unsettled.contains(it.id()))
                .filter(it -> !resealing.reseal(it).equals(it))
                .map(Webhook::id)
                .toList();
    }

    /// @return changes of others that were written again, to be looked at once more
    private List<Written> writeSome(
            List<WebhookId> ids,
            Producer<byte[], byte[]> producer,
            Versions versions,
            TopicFollower follower) {
        var written = new ArrayDeque<Written>();
        for (WebhookId id : ids) {
            Version base = versions.watch(id);
            if (base.webhook().isPresent()) { // else it was deleted meanwhile
                written.add(write(id, base, base.place(), false, producer));
            }
        }
        var again = new ArrayList<Written>();
        while (!written.isEmpty()) {
            Written ours = written.remove();
            switch (standing(ours, versions, follower)) {
                case Standing.Settled() when ours.isAgain() -> again.add(ours);
                case Standing.Settled() -> {
                    unsettled.remove(ours.id());
                    versions.unwatch(ours.id());
                }
                case Standing.Undone(Version change) -> {
                    Place base = change.webhook().isPresent() ? ours(ours) : ours.base();
                    written.add(write(ours.id(), change, base, true, producer));
                }
                case Standing.Unclear() -> {}
            }
        }
        return again;
    }

    private Written write(
            WebhookId id,
            Version version,
            Place base,
            boolean isAgain,
            Producer<byte[], byte[]> producer) {
        ProducerRecord<byte[], byte[]> record =
                version.webhook()
                        .map(it -> WebhookRecords.write(topic, resealing.reseal(it)))
                        .orElseGet(() -> WebhookRecords.writeDeleted(topic, id));
        unsettled.add(id);
        return new Written(id, base, isAgain, producer.send(record));
    }

    private Standing standing(Written ours, Versions versions, TopicFollower follower) {
        Place place = ours(ours);
        await(
                follower.hasRead(place.partition(), place.offset()),
                READ,
                "what was written could not be read back");
        return Standing.of(versions.since(ours.id(), ours.base()), place, ours.isAgain());
    }

    /// For as long as an API may still be writing what it made from the record before.
    private void waitFor(TopicFollower follower) {
        try {
            follower.failure().get(quiet.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            return; // the usual: it reads on
        } catch (ExecutionException e) {
            throw new KafkaException("the webhooks could not be read on", e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
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
