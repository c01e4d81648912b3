package id.sahut.webhooks.common.id;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Ids that follow from what they name, so that the same thing read twice has the same id.
/// Stateless.
///
/// 128 bits of a SHA-256 each: two different inputs do not meet in practice.
public final class DerivedIds {

    private static final int BYTES = 16;

    private DerivedIds() {}

    /// The id of an event whose producer gave it none: its place in Kafka. The record's timestamp
    /// is part of it because a topic that was deleted and made again starts from offset 0.
    public static EventId event(String topic, int partition, long offset, long timestampMs) {
        return new EventId(
                EventId.PREFIX
                        + hash("%s/%d/%d@%d".formatted(topic, partition, offset, timestampMs)));
    }

    /// The id of an event's delivery to a webhook.
    public static DeliveryId delivery(EventId event, WebhookId webhook) {
        return new DeliveryId(DeliveryId.PREFIX + hash(event.value() + " " + webhook.value()));
    }

    private static String hash(String text) {
        byte[] digest = sha256().digest(text.getBytes(UTF_8));
        return HexFormat.of().formatHex(digest, 0, BYTES);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
