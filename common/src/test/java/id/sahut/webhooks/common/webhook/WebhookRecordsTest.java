package id.sahut.webhooks.common.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.signing.WebhookSecret;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;
import org.junit.jupiter.api.Test;

final class WebhookRecordsTest {

    private static final WebhookRecords RECORDS = new WebhookRecords(EventCatalogue.builtIn());
    private static final WebhookSecret SECRET = WebhookSecret.random(new Random(1));
    private static final Webhook WEBHOOK = webhook(Optional.of("CRM 👋"), true);

    @Test
    void whatWebhooksHaveInCommonIsKeptOnce() {
        var workspace = new WorkspaceId("ws_1");
        var records = new WebhookRecords(EventCatalogue.builtIn(), _ -> workspace);
        byte[] json = WebhookRecords.write("t", WEBHOOK).value();
        Webhook one = records.read(json).orElseThrow();
        Webhook other = records.read(json).orElseThrow();
        assertThat(one.workspaceId()).isSameAs(workspace);
        assertThat(one.events()).isSameAs(other.events());
        assertThat(one.secret().keyId()).isSameAs(other.secret().keyId());
    }

    @Test
    void aWebhookIsAlwaysInTheSameOfTheFirstThreePartitions() {
        for (int i = 0; i < 100; i++) {
            var id = new WebhookId("wh_" + i);
            var record = WebhookRecords.writeDeleted("t", id);
            assertThat(record.partition())
                    .isEqualTo(BuiltInPartitioner.partitionForKey(record.key(), 3));
        }
    }

    @Test
    void everyFieldComesBackAsItWasWritten() {
        var rotated =
                webhook(
                        Optional.empty(),
                        true,
                        Optional.of(
                                new PreviousSecret(
                                        new EncryptedSecret("k0", new byte[] {4, 5}),
                                        Instant.parse("2026-05-03T12:00:00Z"))));
        for (var webhook : List.of(WEBHOOK, webhook(Optional.empty(), false), rotated)) {
            assertThat(RECORDS.read(WebhookRecords.write("t", webhook).value()).orElseThrow())
                    .usingRecursiveComparison()
                    .isEqualTo(webhook);
        }
    }

    @Test
    void theKeyIsTheIdAndADeletedWebhookHasNoValue() {
        assertThat(WebhookRecords.write("t", WEBHOOK).key()).asString().isEqualTo("wh_1");
        var deleted = WebhookRecords.writeDeleted("t", WEBHOOK.id());
        assertThat(deleted.key()).asString().isEqualTo("wh_1");
        assertThat(deleted.value()).isNull();
    }

    @Test
    void theSecretIsNotInTheRecordInClear() {
        assertThat(json()).doesNotContain("whsec_").doesNotContain(SECRET.reveal().substring(6));
    }

    @Test
    void membersThatWeDoNotKnowAreIgnored() {
        String json = "{\"later\":{\"a\":[1]}," + json().substring(1);
        assertThat(RECORDS.read(json.getBytes(UTF_8))).isPresent();
    }

    @Test
    void anEventTypeThatTheCatalogueNoLongerHasIsKept() {
        String json = json().replace("contact.created", "order.paid");
        assertThat(RECORDS.read(json.getBytes(UTF_8)).orElseThrow().events())
                .containsExactly(new EventType("message.created"), new EventType("order.paid"));
    }

    @Test
    void webhooksOfTheSameTypesShareOneList() {
        byte[] json = json().getBytes(UTF_8);
        assertThat(RECORDS.read(json).orElseThrow().events())
                .isSameAs(RECORDS.read(json).orElseThrow().events());
    }

    @Test
    void whatIsNoWebhookIsNone() {
        for (String text :
                List.of(
                        "",
                        "null",
                        "1",
                        "[]",
                        "{}",
                        "{\"id\":\"wh_1\"}",
                        "halo",
                        "\u0000",
                        json().replace("wh_1", "xx_1"),
                        json().replace("2026-05-01T12:00:00Z", "yesterday"),
                        json().replace("\"message.created\"", "null"),
                        json().replace("\"message.created\"", "\"Message Created\""),
                        json().replace("message.created", "a.".repeat(200_000) + "a"),
                        json().substring(0, 40),
                        "[".repeat(100_000))) {
            assertThat(RECORDS.read(text.getBytes(UTF_8))).isEqualTo(Optional.empty());
        }
    }

    @Test
    void aWebhookThatLacksAnyOfItsMembersIsNone() {
        for (String name :
                List.of(
                        "id",
                        "workspace_id",
                        "url",
                        "events",
                        "enabled",
                        "secret_key_id",
                        "secret_ciphertext",
                        "created_at",
                        "updated_at")) {
            String without = json().replace("\"" + name + "\":", "\"not_" + name + "\":");
            assertThat(RECORDS.read(without.getBytes(UTF_8))).as(name).isEqualTo(Optional.empty());
        }
    }

    @Test
    void noDamageToARecordStopsTheReading() {
        byte[] whole = json().getBytes(UTF_8);
        for (long seed = 0; seed < 3_000; seed++) {
            var random = new Random(seed);
            byte[] damaged = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
            for (int i = random.nextInt(4); i > 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
            }
            try {
                var _ = RECORDS.read(damaged);
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
    }

    @Test
    void aWebhookWantsItsEventsAlsoWhileItIsSwitchedOff() {
        var type = new EventType("message.created");
        assertThat(WEBHOOK.wants(type)).isTrue();
        assertThat(WEBHOOK.wants(new EventType("contact.updated"))).isFalse();
        assertThat(webhook(Optional.empty(), false).wants(type)).isTrue();
    }

    private static String json() {
        return new String(WebhookRecords.write("t", WEBHOOK).value(), UTF_8);
    }

    private static Webhook webhook(Optional<String> description, boolean enabled) {
        return webhook(description, enabled, Optional.empty());
    }

    private static Webhook webhook(
            Optional<String> description, boolean enabled, Optional<PreviousSecret> previous) {
        var random = new Random(2);
        var id = new WebhookId("wh_1");
        var workspace = new WorkspaceId("ws_1");
        return new Webhook(
                id,
                workspace,
                "https://example.com/hook?a=b",
                List.of(new EventType("message.created"), new EventType("contact.created")),
                SecretBox.of(SecretBox.newKey(random), random).seal(SECRET, workspace, id),
                previous,
                description,
                enabled,
                Instant.parse("2026-05-01T12:00:00Z"),
                Instant.parse("2026-05-02T12:00:00.000001Z"));
    }
}
