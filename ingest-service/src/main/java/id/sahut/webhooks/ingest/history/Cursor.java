package id.sahut.webhooks.ingest.history;

import id.sahut.webhooks.common.id.DeliveryId;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/// Where a page of deliveries ends: the next begins behind. Immutable; nobody changes [#id].
///
/// It only says how far a list was read; whose list it is, is not in it, so a made-up one shows
/// nobody another's deliveries.
///
/// @param createdMs of the page's last delivery
/// @param id of the same, as it is stored
public record Cursor(long createdMs, byte[] id) {

    private static final int MAX_ID = 130;
    private static final int MAX_TEXT = 200;

    /// A page that ends with this delivery.
    public static Cursor at(RecordedDelivery last) {
        return new Cursor(
                last.createdAt().toEpochMilli(),
                StoredId.write(DeliveryId.PREFIX, last.id().value()));
    }

    /// Reads what [#text] has written; anything else is none.
    public static Optional<Cursor> parse(String text) {
        if (text.length() > MAX_TEXT) {
            return Optional.empty();
        }
        try {
            var bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (bytes.remaining() <= Long.BYTES || bytes.remaining() > Long.BYTES + MAX_ID) {
                return Optional.empty();
            }
            long createdMs = bytes.getLong();
            var id = new byte[bytes.remaining()];
            bytes.get(id);
            return createdMs < 0 ? Optional.empty() : Optional.of(new Cursor(createdMs, id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public Instant createdAt() {
        return Instant.ofEpochMilli(createdMs);
    }

    /// Letters, digits, `-` and `_`.
    public String text() {
        var bytes = ByteBuffer.allocate(Long.BYTES + id.length).putLong(createdMs).put(id);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }
}
