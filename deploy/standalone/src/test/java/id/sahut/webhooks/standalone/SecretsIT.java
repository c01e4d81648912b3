package id.sahut.webhooks.standalone;

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
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `sahut secrets` as an operator uses it.
final class SecretsIT {

    private static final WorkspaceId WORKSPACE = new WorkspaceId("ws_test");
    private static final String TOPIC = "sahut.webhooks";

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final String oldKey = SecretBox.newKey(new SecureRandom());
    private final String newKey = SecretBox.newKey(new SecureRandom());

    @Test
    void reencryptSaysHowManyAndNamesWhatNoKeyOpens(@TempDir Path folder) throws Exception {
        try (var broker = EmbeddedKafka.start(EmbeddedKafka.Options.in(folder.resolve("kafka")))) {
            Path config =
                    Files.writeString(
                            folder.resolve("sahut.properties"),
                            "kafka.bootstrap.servers=%s\nsahut.encryption-key=%s,%s\n"
                                    .formatted(broker.bootstrapServers(), newKey, oldKey));
            assertThat(run("topics", "apply", "--config", config.toString())).isZero();
            register(config, "wh_1", oldKey);
            register(config, "wh_2", newKey);

            assertTold(
                    config,
                    0,
                    "1 of 2 webhooks are to be encrypted with the first key, none was",
                    "--dry-run");
            assertTold(config, 0, "1 of 2 webhooks were encrypted with the first key");
            assertTold(config, 0, "0 of 2 webhooks were encrypted with the first key");
            assertThat(complaints()).isEmpty();

            register(config, "wh_3", SecretBox.newKey(new SecureRandom()));
            assertTold(config, 1, "0 of 3 webhooks were encrypted with the first key");
            assertThat(complaints())
                    .containsExactly("sahut: no configured key opens a secret of wh_3: left alone");
        }
    }

    @Test
    void withoutAKeyItSaysSoInOneLine(@TempDir Path folder) throws Exception {
        Path config = Files.writeString(folder.resolve("sahut.properties"), "");

        assertThat(run("secrets", "reencrypt", "--config", config.toString())).isEqualTo(1);

        assertThat(complaints()).singleElement().asString().contains("sahut.encryption-key");
    }

    private void assertTold(Path config, int status, String line, String... more) {
        out.getBuffer().setLength(0);
        var words = new ArrayList<>(List.of(more));
        words.addAll(0, List.of("secrets", "reencrypt", "--config", config.toString()));
        assertThat(run(words.toArray(String[]::new))).isEqualTo(status);
        assertThat(out.toString().lines()).containsExactly(line);
    }

    /// What it has complained of; a slow machine also says what it waits for.
    private List<String> complaints() {
        return err.toString()
                .lines()
                .filter(it -> !it.startsWith("waiting for Kafka at "))
                .toList();
    }

    private int run(String... words) {
        return Sahut.commands(
                        new Console(
                                new PrintWriter(out, true), new PrintWriter(err, true), Map.of()))
                .execute(words);
    }

    private static void register(Path config, String id, String key) throws Exception {
        var settings = Settings.load(Optional.of(config), Map.of(), Map.of());
        var webhook = new WebhookId(id);
        var now = Instant.parse("2024-03-15T08:30:00Z");
        try (var producer = new KafkaClients(settings.kafka(), Optional.empty()).producer()) {
            producer.send(
                            WebhookRecords.write(
                                    TOPIC,
                                    new Webhook(
                                            webhook,
                                            WORKSPACE,
                                            "https://example.com/hook",
                                            EventCatalogue.builtIn().types(),
                                            SecretBox.of(key, new SecureRandom())
                                                    .seal(
                                                            WebhookSecret.random(
                                                                    new SecureRandom()),
                                                            WORKSPACE,
                                                            webhook),
                                            Optional.empty(),
                                            Optional.empty(),
                                            true,
                                            now,
                                            now)))
                    .get();
        }
    }
}
