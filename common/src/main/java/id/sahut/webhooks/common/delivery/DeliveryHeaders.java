package id.sahut.webhooks.common.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/// The names of a delivery record's headers, and reading and writing them as text. Stateless.
///
/// A header that is missing, too long or not what it should be counts as missing: a record put into
/// a topic by hand must be delivered, and one with rubbish in its headers must not stop the others.
public final class DeliveryHeaders {

    public static final String DELIVERY_ID = "delivery-id";
    public static final String EVENT_ID = "event-id";
    public static final String EVENT_TYPE = "event-type";
    public static final String WORKSPACE_ID = "workspace-id";

    /// Where the payload lies: `topic-partition@offset`.
    public static final String SOURCE = "source";

    /// How often it has been sent again; not written for the original.
    public static final String RESEND = "resend";

    public static final String ATTEMPT = "attempt";
    public static final String CREATED_AT = "created-at";
    public static final String DEFERRALS = "deferrals";
    public static final String DEFERRED_SINCE = "deferred-since";

    /// On a parked record that was set aside without an attempt: why. It is true of this one wait.
    public static final String DEFERRAL_REASON = "deferral-reason";

    public static final String LAST_STATUS = "last-status";
    public static final String LAST_ERROR = "last-error";
    public static final String TRACEPARENT = "traceparent";
    public static final String EXPIRED_AT = "expired-at";
    public static final String EXPIRED_REASON = "expired-reason";

    /// On a first delivery: it is no repeat, whatever was delivered before. Its value says why.
    public static final String AGAIN = "again";

    private static final int MAX_BYTES = 256;

    private DeliveryHeaders() {}

    /// The latest header of this name as text, if it is 1 to 256 bytes long.
    public static Optional<String> text(Headers headers, String name) {
        return Optional.ofNullable(headers.lastHeader(name)).map(DeliveryHeaders::textOf);
    }

    /// A header's text, if it is 1 to 256 bytes long.
    static @Nullable String textOf(Header header) {
        byte[] value = header.value();
        return value == null || value.length == 0 || value.length > MAX_BYTES
                ? null
                : new String(value, UTF_8);
    }

    /// Writes at most 256 bytes, and no half of a character.
    static void put(Headers headers, String name, Object value) {
        byte[] text = value.toString().getBytes(UTF_8);
        headers.add(name, Arrays.copyOf(text, characterEnd(text, MAX_BYTES)));
    }

    /// The last place, at most `limit`, where a character ends.
    private static int characterEnd(byte[] utf8, int limit) {
        int end = Math.min(utf8.length, limit);
        while (end > 0 && end < utf8.length && (utf8[end] & 0xc0) == 0x80) {
            end--;
        }
        return end;
    }
}
