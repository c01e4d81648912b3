package id.sahut.webhooks.acceptance.scale;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.webhook.EncryptedSecret;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.common.webhook.WebhookRecords;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/// Webhooks as customers have them, ten to a workspace, in lengths as the API makes them; the same
/// every time. Immutable.
record Population(int webhooks) {

    static final int PER_WORKSPACE = 10;

    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00.000Z");

    /// Nonce, 50 characters and tag.
    private static final int CIPHERTEXT_BYTES = 12 + 50 + 16;

    int workspaces() {
        return webhooks / PER_WORKSPACE;
    }

    WorkspaceId workspace(int number) {
        return new WorkspaceId("ws_01HX%010d".formatted(number));
    }

    /// Writes all of them, the workspaces mixed, and waits until Kafka has them.
    void writeTo(KafkaClients kafka, String topic) {
        List<EventType> types = EventCatalogue.builtIn().types();
        var random = new Random(1);
        try (var producer = kafka.producer()) {
            for (int i = 0; i < webhooks; i++) {
                var _ = producer.send(WebhookRecords.write(topic, webhook(i, types, random)));
            }
            producer.flush();
        }
    }

    private Webhook webhook(int number, List<EventType> types, Random random) {
        var ciphertext = new byte[CIPHERTEXT_BYTES];
        random.nextBytes(ciphertext);
        Instant created = FIRST.plusMillis(number * 10_007L);
        boolean described = random.nextInt(4) == 0;
        return new Webhook(
                new WebhookId("wh_01JB%016d".formatted(number)),
                workspace(number % workspaces()),
                "https://hooks-%d.example.com/integrations/sahut/webhook".formatted(number),
                types.subList(0, 1 + random.nextInt(types.size())),
                new EncryptedSecret("0a1b2c3d", ciphertext),
                Optional.empty(),
                described ? Optional.of("CRM integration number " + number) : Optional.empty(),
                true,
                created,
                described ? created.plusSeconds(60) : created);
    }
}
