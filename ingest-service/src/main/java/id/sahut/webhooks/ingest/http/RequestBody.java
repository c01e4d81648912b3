package id.sahut.webhooks.ingest.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// What came of reading a request's body. Immutable; nobody changes [Whole#bytes].
///
/// Limits are held to what arrives, whatever the headers say: in bytes, and in time, because a
/// sender that dribbles holds memory.
sealed interface RequestBody {

    Duration MAX_TIME = Duration.ofSeconds(10);

    record Whole(byte[] bytes) implements RequestBody {}

    record TooLarge() implements RequestBody {}

    record TooSlow() implements RequestBody {}

    /// All bodies together have grown too large for our memory.
    record NoRoom() implements RequestBody {}

    /// @param share takes what is read; the body may be used until it is closed
    static RequestBody read(
            InputStream input, int maxBytes, LongSupplier nanoTime, BodyBudget.Share share)
            throws IOException {
        long begin = nanoTime.getAsLong();
        BooleanSupplier isLate = () -> nanoTime.getAsLong() - begin > MAX_TIME.toNanos();
        var whole = new ByteArrayOutputStream();
        var part = new byte[8 * 1024];
        try {
            for (int length = input.read(part); length >= 0; length = input.read(part)) {
                whole.write(part, 0, length);
                if (whole.size() > maxBytes) {
                    return new TooLarge();
                }
                if (!share.take(length)) {
                    return new NoRoom();
                }
                if (isLate.getAsBoolean()) {
                    return new TooSlow();
                }
            }
        } catch (IOException e) {
            if (isLate.getAsBoolean()) { // it fell silent, and the server has given it up
                return new TooSlow();
            }
            throw e;
        }
        return new Whole(whole.toByteArray());
    }
}
