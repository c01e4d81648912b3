package id.sahut.webhooks.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.signing.WebhookSecret;
import id.sahut.webhooks.common.webhook.SecretBox;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.common.webhook.WebhookRecords;
import id.sahut.webhooks.embeddedkafka.EmbeddedKafka;
import id.sahut.webhooks.standalone.command.Console;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `sahut backup` on one cluster, `sahut restore` on another that has never had anything.
final class BackupIT {

    private static final WorkspaceId WORKSPACE = new WorkspaceId("ws_test");
    private static final String WEBHOOKS = "sahut.webhooks";
    private static final String API_KEYS = "sahut.api-keys";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final SecretBox box =
            SecretBox.of(SecretBox.newKey(new SecureRandom()), new SecureRandom());

    @Test
    void whatACustomerHasSetUpIsThereAgain(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("sahut.backup");
        Map<String, String> before;
        try (var broker = EmbeddedKafka.start(EmbeddedKafka.Options.in(folder.resolve("one")))) {
            String bootstrap = broker.bootstrapServers();
            run(0, "topics", "apply", "--bootstrap", bootstrap);
            run(0, keys("create", bootstrap, "--workspace", "ws_test", "--label", "back end"));
            run(0, keys("create", bootstrap, "--workspace", "ws_test", "--label", "gone"));
            run(0, keys("revoke", bootstrap, id(bootstrap, "gone")));
            for (int i = 0; i < 30; i++) {
                write(bootstrap, webhook("wh_" + i, "https://example.com/first"));
            }
            write(bootstrap, webhook("wh_7", "https://example.com/changed"));
            write(bootstrap, WebhookRecords.writeDeleted(WEBHOOKS, new WebhookId("wh_8")));
            before = state(bootstrap);
            assertThat(before).hasSize(30);

            assertThat(run(0, "backup", "--bootstrap", bootstrap, file.toString()))
                    .containsExactly("30 records of webhooks and API keys are in " + file);
            assertThat(Files.readString(file)).doesNotContain("example.com");
        }

        try (var broker = EmbeddedKafka.start(EmbeddedKafka.Options.in(folder.resolve("two")))) {
            String bootstrap = broker.bootstrapServers();
            assertThat(complaint("restore", "--bootstrap", bootstrap, file.toString()))
                    .endsWith("is not there: `sahut topics apply` makes the topics");
            run(0, "topics", "apply", "--bootstrap", bootstrap);
            write(bootstrap, webhook("wh_new", "https://example.com/new"));

            assertThat(restore(bootstrap, file, "--dry-run"))
                    .matches("30 of 30 records of 20.*Z are to be restored, none was");
            assertThat(state(bootstrap)).hasSize(1);
            assertThat(restore(bootstrap, file)).matches("30 of 30 records of 20.*Z were restored");
            assertThat(state(bootstrap)).hasSize(31).containsAllEntriesOf(before);
            assertThat(restore(bootstrap, file)).matches("0 of 30 records of 20.*Z were restored");
            assertThat(id(bootstrap, "back end")).startsWith("key_");

            write(bootstrap, webhook("wh_7", "https://example.com/changed/again"));
            write(bootstrap, WebhookRecords.writeDeleted(WEBHOOKS, new WebhookId("wh_9")));
            assertThat(complaint("restore", "--bootstrap", bootstrap, file.toString()))
                    .isEqualTo(
                            "sahut: 1 records are there and are others than in the backup: wh_7; nothing was restored, --overwrite takes the backup's");
            assertThat(state(bootstrap)).hasSize(30);
            assertThat(restore(bootstrap, file, "--overwrite"))
                    .matches("2 of 30 records of 20.*Z were restored");
            assertThat(state(bootstrap)).containsAllEntriesOf(before);
        }
    }

    private String restore(String bootstrap, Path file, String... more) {
        var words = new ArrayList<>(List.of("restore", "--bootstrap", bootstrap, file.toString()));
        words.addAll(List.of(more));
        return run(0, words.toArray(String[]::new)).getLast();
    }

    private static String[] keys(String command, String bootstrap, String... more) {
        var words = new ArrayList<>(List.of("keys", command, "--bootstrap", bootstrap));
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    /// Of the key with this label.
    private String id(String bootstrap, String label) {
        return run(0, keys("list", bootstrap)).stream()
                .filter(it -> it.contains(label))
                .map(it -> it.replaceAll(".*(key_\\w+).*", "$1"))
                .findFirst()
                .orElseThrow();
    }

    private String complaint(String... words) {
        err.getBuffer().setLength(0);
        run(1, words);
        return err.toString()
                .lines()
                .filter(it -> !it.startsWith("waiting for Kafka at "))
                .findFirst()
                .orElseThrow();
    }

    private List<String> run(int status, String... words) {
        out.getBuffer().setLength(0);
        int was =
                Sahut.commands(
                                new Console(
                                        new PrintWriter(out, true),
                                        new PrintWriter(err, true),
                                        Map.of()))
                        .execute(words);
        assertThat(was).as("%s: %s", List.of(words), err).isEqualTo(status);
        return out.toString().lines().toList();
    }

    private ProducerRecord<byte[], byte[]> webhook(String id, String url) {
        var webhook = new WebhookId(id);
        var now = Instant.parse("2024-03-15T08:30:00Z");
        return WebhookRecords.write(
                WEBHOOKS,
                new Webhook(
                        webhook,
                        WORKSPACE,
                        url,
                        EventCatalogue.builtIn().types(),
                        box.seal(WebhookSecret.random(new SecureRandom()), WORKSPACE, webhook),
                        Optional.empty(),
                        Optional.empty(),
                        true,
                        now,
                        now));
    }

    private static void write(String bootstrap, ProducerRecord<byte[], byte[]> record)
            throws Exception {
        try (var producer = clients(bootstrap).producer()) {
            producer.send(record).get();
        }
    }

    /// What each partition's log comes to: the value of each key that has one.
    private static Map<String, String> state(String bootstrap) {
        var state = new HashMap<String, String>();
        for (String topic : List.of(WEBHOOKS, API_KEYS)) {
            try (var consumer = clients(bootstrap).scanConsumer()) {
                var partitions =
                        consumer.partitionsFor(topic).stream()
                                .map(it -> new TopicPartition(topic, it.partition()))
                                .toList();
                consumer.assign(partitions);
                consumer.seekToBeginning(partitions);
                var ends = consumer.endOffsets(partitions);
                while (ends.entrySet().stream()
                        .anyMatch(it -> consumer.position(it.getKey()) < it.getValue())) {
                    for (var record : consumer.poll(Duration.ofMillis(200))) {
                        String key =
                                "%s-%d %s"
                                        .formatted(
                                                topic,
                                                record.partition(),
                                                new String(record.key(), UTF_8));
                        if (record.value() == null) {
                            state.remove(key);
                        } else {
                            state.put(key, new String(record.value(), UTF_8));
                        }
                    }
                }
            }
        }
        return state;
    }

    private static KafkaClients clients(String bootstrap) {
        var settings =
                Settings.load(
                        Optional.empty(), Map.of(), Map.of("kafka.bootstrap.servers", bootstrap));
        return new KafkaClients(settings.kafka(), Optional.empty());
    }
}
