package id.sahut.webhooks.ingest.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.signing.WebhookSecret;
import id.sahut.webhooks.common.webhook.Resealing;
import id.sahut.webhooks.common.webhook.SecretBox;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.common.webhook.WebhookRecords;
import id.sahut.webhooks.testing.TestCluster;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/// Moving secrets to a new key, with a real broker.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SecretReencryptionIT {

    private static final WorkspaceId WORKSPACE = new WorkspaceId("ws_test");
    private static final Instant NOW = Instant.parse("2024-03-15T08:30:00Z");

    @TempDir private static Path folder;

    private final RandomGenerator random = new SecureRandom();
    private final String oldKey = SecretBox.newKey(random);
    private final String newKey = SecretBox.newKey(random);
    private final SecretBox onlyOld = SecretBox.of(oldKey, random);
    private final SecretBox onlyNew = SecretBox.of(newKey, random);
    private final SecretBox lost = SecretBox.of(SecretBox.newKey(random), random);
    private final WebhookSecret secret = WebhookSecret.random(random);
    private TestCluster cluster;

    @BeforeAll
    void startCluster() {
        cluster = TestCluster.start(folder);
    }

    @AfterAll
    void stopCluster() {
        cluster.close();
    }

    @AfterEach
    void deleteAll() {
        latest().keySet()
                .forEach(it ->
                        cluster.write(
                                WebhookRecords.writeDeleted(cluster.topics().webhooks(), it)));
    }

    @Test
    void allThatIsSealedWithTheOldKeyIsSealedWithTheNewOneAndOnlyThat() {
        for (int i = 0; i < 600; i++) {
            write(webhook("wh_old" + i, onlyOld, "https://example.com/" + i));
        }
        Webhook upToDate = write(webhook("wh_new", onlyNew, "https://example.com/new"));
        Webhook locked = write(webhook("wh_lost", lost, "https://example.com/lost"));
        write(webhook("wh_gone", onlyOld, "https://example.com/gone"));
        cluster.write(
                WebhookRecords.writeDeleted(cluster.topics().webhooks(), new WebhookId("wh_gone")));
        cluster.write(
                new ProducerRecord<>(
                        cluster.topics().webhooks(),
                        "wh_rubbish".getBytes(UTF_8),
                        new byte[] {'{'}));
        int records = records();

        var told = reencryption(random).run(false);

        assertThat(told.webhooks()).isEqualTo(602);
        assertThat(told.resealed()).isEqualTo(600);
        assertThat(told.locked()).containsExactly(locked.id());
        assertThat(records() - records).isEqualTo(600);
        Map<WebhookId, Webhook> after = latest();
        assertThat(after).hasSize(602);
        for (Webhook untouched : List.of(upToDate, locked)) {
            assertThat(one(after, untouched.id().value()))
                    .usingRecursiveComparison()
                    .isEqualTo(untouched);
        }
        for (int i = 0; i < 600; i++) {
            Webhook one = one(after, "wh_old" + i);
            assertThat(one.url()).isEqualTo("https://example.com/" + i);
            assertThat(onlyNew.open(one.secret(), WORKSPACE, one.id())).contains(secret);
        }

        var again = reencryption(random).run(false);
        assertThat(again.resealed()).isZero();
        assertThat(records() - records).isEqualTo(600);
    }

    @Test
    void aDryRunCountsAndWritesNothing() {
        write(webhook("wh_1", onlyOld, "https://example.com/1"));
        int records = records();

        var told = reencryption(random).run(true);

        assertThat(told).isEqualTo(new SecretReencryption.Report(1, 1, List.of(), List.of()));
        assertThat(records()).isEqualTo(records);
    }

    @Test
    void aChangeThatComesBetweenReadingAndWritingIsNotUndone() {
        Webhook before = write(webhook("wh_raced", onlyOld, "https://example.com/before"));
        var competitor =
                new Interrupted(
                        () -> write(webhook("wh_raced", onlyOld, "https://example.com/after")));

        var told = reencryption(competitor).run(false);

        assertThat(told.resealed()).isEqualTo(1);
        assertThat(told.unclear()).isEmpty();
        Webhook after = one(latest(), before.id().value());
        assertThat(after.url()).isEqualTo("https://example.com/after");
        assertThat(onlyNew.open(after.secret(), WORKSPACE, after.id())).contains(secret);
    }

    @Test
    void aWebhookThatIsDeletedBetweenReadingAndWritingStaysDeleted() {
        Webhook before = write(webhook("wh_deleted", onlyOld, "https://example.com/"));
        var competitor =
                new Interrupted(() ->
                        cluster.write(
                                WebhookRecords.writeDeleted(
                                        cluster.topics().webhooks(), before.id())));

        reencryption(competitor).run(false);

        assertThat(latest()).isEmpty();
    }

    @Test
    void aDeletionHoldsThoughSomebodyChangesTheWebhookThatWeBroughtBack() {
        Webhook before = write(webhook("wh_back", onlyOld, "https://example.com/"));
        var competitor =
                new Interrupted(() -> {
                    cluster.write(
                            WebhookRecords.writeDeleted(cluster.topics().webhooks(), before.id()));
                    write(webhook("wh_back", onlyNew, "https://example.com/back"));
                });

        var told = reencryption(competitor).run(false);

        assertThat(told.unclear()).isEmpty();
        assertThat(latest()).isEmpty();
    }

    @Test
    void aWebhookWhoseSecondChangeMayBeMadeWithoutTheFirstIsNamed() {
        Webhook before = write(webhook("wh_twice", onlyOld, "https://example.com/"));
        Runnable change = () -> write(webhook("wh_twice", onlyOld, "https://example.com/change"));
        var competitor = new Interrupted(Map.of(2, change, 3, change));

        var told = reencryption(competitor).run(false);

        assertThat(told.unclear()).containsExactly(before.id());
    }

    @Test
    void aWebhookThatWasWrittenAndNotReadBackIsNamedWhenItEndsEarly() {
        Webhook before = write(webhook("wh_early", onlyOld, "https://example.com/"));
        var reencryption = reencryption(new Interrupted(() -> Thread.currentThread().interrupt()));

        assertThatThrownBy(() -> reencryption.run(false)).isInstanceOf(KafkaException.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(reencryption.unsettled()).containsExactly(before.id());
    }

    private SecretReencryption reencryption(RandomGenerator nonces) {
        return new SecretReencryption(
                cluster.clients(),
                cluster.topics().webhooks(),
                EventCatalogue.builtIn(),
                new Resealing(SecretBox.of(newKey + "," + oldKey, nonces), NOW),
                Duration.ofMillis(200));
    }

    private Webhook write(Webhook webhook) {
        cluster.write(WebhookRecords.write(cluster.topics().webhooks(), webhook));
        return webhook;
    }

    private Webhook webhook(String id, SecretBox sealedWith, String url) {
        var webhookId = new WebhookId(id);
        return new Webhook(
                webhookId,
                WORKSPACE,
                url,
                EventCatalogue.builtIn().types(),
                sealedWith.seal(secret, WORKSPACE, webhookId),
                Optional.empty(),
                Optional.empty(),
                true,
                NOW,
                NOW);
    }

    private static Webhook one(Map<WebhookId, Webhook> all, String id) {
        return Optional.ofNullable(all.get(new WebhookId(id))).orElseThrow();
    }

    private int records() {
        return cluster.read(cluster.topics().webhooks()).size();
    }

    private Map<WebhookId, Webhook> latest() {
        var reader = new WebhookRecords(EventCatalogue.builtIn());
        var latest = new HashMap<WebhookId, Webhook>();
        for (var record : cluster.read(cluster.topics().webhooks())) {
            var id = new WebhookId(new String(record.key(), UTF_8));
            if (record.value() == null) {
                latest.remove(id);
            } else {
                reader.read(record.value()).ifPresent(it -> latest.put(id, it));
            }
        }
        return latest;
    }

    /// Lets somebody else act just when a record is made: a nonce is drawn after the webhook was
    /// read and before it is written. The first one drawn is only for finding out what is to do.
    private static final class Interrupted implements RandomGenerator {

        private final RandomGenerator random = new SecureRandom();
        private final Map<Integer, Runnable> meanwhile;
        private int drawn;

        Interrupted(Runnable meanwhile) {
            this(Map.of(2, meanwhile));
        }

        /// @param meanwhile what happens at which nonce
        Interrupted(Map<Integer, Runnable> meanwhile) {
            this.meanwhile = meanwhile;
        }

        @Override
        public void nextBytes(byte[] bytes) {
            drawn++;
            meanwhile.getOrDefault(drawn, () -> {}).run();
            random.nextBytes(bytes);
        }

        @Override
        public long nextLong() {
            return random.nextLong();
        }
    }
}
