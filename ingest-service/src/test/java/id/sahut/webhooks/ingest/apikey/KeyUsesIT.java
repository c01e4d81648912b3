package id.sahut.webhooks.ingest.apikey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.testing.TestCluster;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyUsesIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration NEVER = Duration.ofDays(1);
    private static final Instant NOW = Instant.parse("2024-03-15T10:00:00Z");

    @TempDir private static Path folder;
    private static TestCluster cluster;
    private static Producer<byte[], byte[]> producer;
    private static ApiKeys keys;
    private ApiKeyView view;
    private ApiKey key;

    @BeforeAll
    static void startKafka() {
        cluster = TestCluster.start(folder);
        producer = cluster.clients().promptProducer(Duration.ofSeconds(5));
        keys = new ApiKeys(cluster.clients(), topic(), Clock.systemUTC(), new SecureRandom());
    }

    @AfterAll
    static void stopKafka() {
        producer.close();
        cluster.close();
    }

    @BeforeEach
    void start() {
        key = keys.create(new WorkspaceId("ws_1"), "test", Plan.PRO, false).key();
        view = follow();
    }

    @AfterEach
    void stop() {
        view.close();
    }

    @Test
    void aUseIsKnownAtOnceAndWrittenDownLater() {
        try (var uses = uses(Duration.ofMillis(50))) {
            assertThat(uses.latest(key.id())).isEmpty();

            uses.note(key);

            assertThat(uses.latest(key.id())).hasValue(NOW);
            await().atMost(SOON).until(() -> view.lastUsed(key.id()).isPresent());
            assertThat(view.lastUsed(key.id())).hasValue(NOW);
        }
    }

    @Test
    void manyUsesAreWrittenDownOnceAndAtTheEnd() {
        try (var uses = uses(NEVER)) {
            for (int i = 0; i < 1_000; i++) {
                uses.note(key);
            }
            assertThat(recordsOfUse()).isZero();
        }

        assertThat(recordsOfUse()).isEqualTo(1);
    }

    @Test
    void theLatestUseCountsWhoeverWritesItLast() {
        cluster.write(ApiKeyRecords.write(topic(), new LastUse(key.id(), NOW)));
        cluster.write(ApiKeyRecords.write(topic(), new LastUse(key.id(), NOW.minusSeconds(9))));

        try (var later = follow()) {
            assertThat(later.lastUsed(key.id())).hasValue(NOW);
        }
    }

    @Test
    void aUseThatIsWrittenLateDoesNotBringARevokedKeyBack() {
        cluster.write(ApiKeyRecords.write(topic(), new LastUse(key.id(), NOW)));

        assertThat(keys.revoke(key.id())).isTrue();
        cluster.write(ApiKeyRecords.write(topic(), new LastUse(key.id(), NOW)));

        assertThat(keys.list()).extracting(ApiKey::id).doesNotContain(key.id());
        try (var later = follow()) {
            assertThat(later.knows(key.id())).isFalse();
            assertThat(later.lastUsed(key.id())).isEmpty();
        }
    }

    @Test
    void revokingLeavesNoRecordOfTheKeyBehind() {
        cluster.write(ApiKeyRecords.write(topic(), new LastUse(key.id(), NOW)));

        keys.revoke(key.id());

        assertThat(cluster.read(topic()))
                .filteredOn(it -> it.value() == null)
                .extracting(it -> new String(it.key(), UTF_8))
                .filteredOn(it -> it.startsWith(key.id().value()))
                .containsExactly(key.id().value(), key.id().value() + ".last-used");
    }

    @Test
    void aRecordOfUseThatTellsNothingIsSkipped() {
        byte[] about = (key.id().value() + ".last-used").getBytes(UTF_8);
        cluster.write(new ProducerRecord<>(topic(), about, "{}".getBytes(UTF_8)));

        try (var later = follow()) {
            assertThat(later.knows(key.id())).isTrue();
            assertThat(later.lastUsed(key.id())).isEmpty();
        }
    }

    private KeyUses uses(Duration interval) {
        return KeyUses.start(view, producer, topic(), Clock.fixed(NOW, ZoneOffset.UTC), interval);
    }

    private ApiKeyView follow() {
        var view = ApiKeyView.follow(cluster.clients(), topic());
        view.caughtUp().join();
        return view;
    }

    private long recordsOfUse() {
        return cluster.read(topic()).stream()
                .filter(ApiKeyRecords::isAboutUse)
                .filter(it -> ApiKeyRecords.idOf(it).equals(Optional.of(key.id())))
                .count();
    }

    private static String topic() {
        return cluster.topics().apiKeys();
    }
}
