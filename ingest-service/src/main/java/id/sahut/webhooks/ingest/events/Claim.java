package id.sahut.webhooks.ingest.events;

import static java.nio.charset.StandardCharsets.US_ASCII;

import id.sahut.webhooks.common.id.EventId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;

/// That an idempotency key stands for one event. Immutable.
///
/// @param body of the request that used the key first
/// @param published whether the event is known to be in Kafka; if not, it may be all the same
/// @param at when the key was used first, to the millisecond
record Claim(EventId eventId, Fingerprint body, boolean published, Instant at) {

    /// How long a key is remembered.
    static final Duration LIFE = Duration.ofHours(24);

    /// What becomes of a request whose key is claimed.
    enum Verdict {
        /// The same request, and its event is in Kafka: the same answer.
        REPEATED,
        /// The same request, and its event may not be in Kafka: publish under the same id.
        UNFINISHED,
        /// Another request under the same key.
        CONFLICT
    }

    boolean holdsAt(Instant now) {
        return now.isBefore(at.plus(LIFE));
    }

    Verdict judge(Fingerprint request) {
        if (!body.equals(request)) {
            return Verdict.CONFLICT;
        }
        return published ? Verdict.REPEATED : Verdict.UNFINISHED;
    }

    /// The same once the event is in Kafka.
    Claim finished() {
        return new Claim(eventId, body, true, at);
    }

    /// In one object of some 90 bytes, where the record and what hangs on it take twice that.
    byte[] packed() {
        byte[] id = eventId.value().getBytes(US_ASCII);
        var bytes = ByteBuffer.allocate(Long.BYTES + 1 + Fingerprint.BYTES + id.length);
        bytes.putLong(at.toEpochMilli()).put((byte) (published ? 1 : 0));
        body.into(bytes);
        bytes.put(id);
        return bytes.array();
    }

    static Claim unpacked(byte[] packed) {
        var bytes = ByteBuffer.wrap(packed);
        Instant at = Instant.ofEpochMilli(bytes.getLong());
        boolean published = bytes.get() == 1;
        Fingerprint body = Fingerprint.from(bytes);
        var id = new byte[bytes.remaining()];
        bytes.get(id);
        return new Claim(new EventId(new String(id, US_ASCII)), body, published, at);
    }
}
