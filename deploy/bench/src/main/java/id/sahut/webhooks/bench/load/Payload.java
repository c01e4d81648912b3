package id.sahut.webhooks.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import id.sahut.webhooks.common.id.WorkspaceId;
import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;

/// Events as a run publishes them: 800 bytes, with the moment for which each is scheduled, and text
/// that is no two times the same. Stateless.
public final class Payload {

    public static final String EVENT_TYPE = "message.created";

    private static final int BYTES = 800;
    private static final int TIME_DIGITS = 16;
    private static final byte[] MARK = "\"scheduled_us\":".getBytes(US_ASCII);

    /// Some more often than others.
    private static final String LETTERS = "aaaaaeeeeiiinnnnrrttssuumkldgbphy";

    private static final String TEXT = text(64 * 1024);

    private Payload() {}

    /// @param number of the event in its run
    public static byte[] of(WorkspaceId workspace, long number, Instant scheduled) {
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, scheduled);
        String head =
                "{\"event\":\""
                        + EVENT_TYPE
                        + "\",\"timestamp\":\""
                        + scheduled.truncatedTo(ChronoUnit.MILLIS)
                        + "\",\"workspace_id\":\""
                        + workspace.value()
                        + "\",\"data\":{\"scheduled_us\":"
                        + micros
                        + ",\"number\":"
                        + number
                        + ",\"text\":\"";
        int length = BYTES - head.length() - 3;
        int begin = (int) (number * 7_919 % (TEXT.length() - length));
        return (head + TEXT.substring(begin, begin + length) + "\"}}").getBytes(US_ASCII);
    }

    /// When a payload was scheduled, in microseconds since 1970.
    public static long scheduledMicros(ByteBuf body) {
        for (int at = body.readerIndex(); at < body.writerIndex() - MARK.length; at++) {
            if (isMark(body, at)) {
                long micros = 0;
                for (int i = at + MARK.length; i < at + MARK.length + TIME_DIGITS; i++) {
                    micros = micros * 10 + body.getByte(i) - '0';
                }
                return micros;
            }
        }
        throw new IllegalArgumentException("not an event of a run");
    }

    private static boolean isMark(ByteBuf body, int at) {
        for (int i = 0; i < MARK.length; i++) {
            if (body.getByte(at + i) != MARK[i]) {
                return false;
            }
        }
        return true;
    }

    /// Words of random letters, the same every time: as hard to compress as prose.
    private static String text(int length) {
        var random = new Random(1);
        var text = new StringBuilder(length);
        while (text.length() < length) {
            int word = 2 + random.nextInt(9);
            for (int i = 0; i < word; i++) {
                text.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
            }
            text.append(' ');
        }
        return text.substring(0, length);
    }
}
