package id.sahut.webhooks.ingest.apikey;

import id.sahut.webhooks.common.id.ApiKeyId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.kafka.KafkaClients;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;

/// Makes, lists and revokes API keys with nothing but a Kafka cluster: for the command line, which
/// must work when no service runs. Safe for any thread.
///
/// Every running API learns of a change from the topic, within a second. Each method opens and
/// closes clients of its own and throws a [KafkaException] when the cluster does not answer in
/// time.
public final class ApiKeys {

    private static final Duration WRITE = Duration.ofSeconds(30);
    private static final Duration READ = Duration.ofSeconds(30);

    private final KafkaClients kafka;
    private final String topic;
    private final KeyMaker maker;

    /// @param topic the compacted topic, `sahut.api-keys`
    /// @param random a secure one: keys come from it
    public ApiKeys(KafkaClients kafka, String topic, InstantSource clock, RandomGenerator random) {
        this.kafka = kafka;
        this.topic = topic;
        this.maker = new KeyMaker(clock, random);
    }

    /// A new key, and the only time that it can be seen.
    public record Created(ApiKey key, PlainKey plain) {}

    /// A key of the largest plan.
    ///
    /// @param label see [ApiKey#isLabel]
    /// @throws IllegalArgumentException when the label can't be one
    public Created create(WorkspaceId workspace, String label) {
        return create(workspace, label, Plan.BUSINESS, false);
    }

    /// @param label see [ApiKey#isLabel]
    /// @param operator see [ApiKey#operator]: no API makes such a key
    /// @throws IllegalArgumentException when the label can't be one
    public Created create(WorkspaceId workspace, String label, Plan plan, boolean operator) {
        Created created = maker.make(workspace, label, plan, operator);
        write(List.of(ApiKeyRecords.write(topic, created.key())));
        return created;
    }

    /// Every key of every workspace that is not revoked, oldest first.
    public List<ApiKey> list() {
        try (var view = ApiKeyView.follow(kafka, topic)) {
            view.caughtUp().get(READ.toMillis(), TimeUnit.MILLISECONDS);
            return view.all().stream().sorted(ApiKey.OLDEST_FIRST).toList();
        } catch (ExecutionException e) {
            throw new KafkaException("the API keys can't be read", e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException(
                    "the API keys could not be read within %d s".formatted(READ.toSeconds()), e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /// Whether a record of the topic tells of a key's use alone, and not of the key.
    public static boolean tellsOfUseOnly(ConsumerRecord<byte[], byte[]> record) {
        return ApiKeyRecords.isAboutUse(record);
    }

    /// @return false when there is no such key (any more)
    public boolean revoke(ApiKeyId id) {
        boolean exists = list().stream().anyMatch(it -> it.id().equals(id));
        if (exists) {
            write(ApiKeyRecords.writeRevoked(topic, id));
        }
        return exists;
    }

    private void write(List<ProducerRecord<byte[], byte[]>> records) {
        try (var producer = kafka.patientProducer(WRITE)) {
            for (var record : records) {
                producer.send(record).get();
            }
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "%s did not confirm the change within %d s; it may or may not have been made"
                            .formatted(kafka.settings().bootstrapServers(), WRITE.toSeconds()),
                    e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
