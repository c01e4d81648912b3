package id.sahut.webhooks.dispatcher.attempt;

import static id.sahut.webhooks.dispatcher.attempt.AttemptLimits.ANSWER_BYTES_KEPT;
import static id.sahut.webhooks.dispatcher.attempt.AttemptLimits.ANSWER_BYTES_READ;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The start of an answer's body, as far as it has come. One thread adds to it, any may ask for the
/// text.
final class BodyStart {

    private static final byte[] NOTHING = {};

    private volatile byte[] start = NOTHING;
    private int read;

    /// Takes the buffer's bytes.
    void add(ByteBuffer part) {
        int more = Math.min(part.remaining(), ANSWER_BYTES_KEPT - start.length);
        if (more > 0) {
            int before = start.length;
            byte[] longer = Arrays.copyOf(start, before + more);
            part.get(part.position(), longer, before, more);
            start = longer;
        }
        read += part.remaining();
    }

    /// Whether more was added than is read of an answer.
    boolean isTooLong() {
        return read > ANSWER_BYTES_READ;
    }

    /// A character cut in two by the limit is dropped, what is no UTF-8 replaced, and so is the one
    /// character that databases don't take.
    String text() {
        byte[] bytes = start;
        if (bytes.length == 0) {
            return "";
        }
        CharBuffer chars = CharBuffer.allocate(bytes.length);
        StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .onUnmappableCharacter(CodingErrorAction.REPLACE)
                .decode(ByteBuffer.wrap(bytes), chars, false);
        return chars.flip().toString().replace('\0', '\ufffd');
    }
}
