package id.sahut.webhooks.ingest.recover;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.RecoveryId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.ingest.history.DeliveryState;
import id.sahut.webhooks.ingest.history.RecordedDelivery;
import id.sahut.webhooks.ingest.redrive.Again;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/// Examples. Stateless.
final class Known {

    static final Instant NOW = Instant.parse("2026-11-27T08:00:00Z");
    static final WebhookId WEBHOOK = new WebhookId("wh_1");

    private Known() {}

    static RecordedDelivery failed(int number) {
        Instant at = NOW.plusSeconds(number);
        return new RecordedDelivery(
                new DeliveryId("dlv_" + number),
                WEBHOOK,
                new EventId("evt_" + number),
                Optional.empty(),
                DeliveryState.FAILED,
                at,
                at,
                6,
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("attempts"),
                Optional.empty(),
                false);
    }

    static Again ready(RecordedDelivery known, int bytes) {
        return new Again.Ready(
                Delivery.first(
                        known.webhook(),
                        known.id(),
                        known.eventId(),
                        "message.created",
                        "ws_1",
                        NOW,
                        Optional.empty(),
                        new byte[bytes]));
    }

    static RecoveryWish wish(String id) {
        return new RecoveryWish(
                new RecoveryId(id),
                WEBHOOK,
                new WorkspaceId("ws_1"),
                NOW.minusSeconds(60),
                Optional.empty(),
                new RecoverStates(Set.of(DeliveryState.FAILED, DeliveryState.DEFERRED), true),
                Optional.of("message.created"),
                NOW,
                Optional.empty());
    }
}
