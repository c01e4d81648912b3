package id.sahut.webhooks.bench.load;

import static java.nio.charset.StandardCharsets.US_ASCII;

import id.sahut.webhooks.common.id.WorkspaceId;
import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.SplittableRandom;

/// Events as a run publishes them: 800 bytes unless it wants larger ones, with the moment for which
/// each is scheduled, and text that is no two times the same. Stateless.
public final class Payload {

    public static final String EVENT_TYPE = "message.created";

    public static final int BYTES = 800;

    private static final int TIME_DIGITS = 16;
    private static final byte[] MARK = "\"scheduled_us\":".getBytes(US_ASCII);

    /// Some more often than others.
    private static final String LETTERS = "aaaaaeeeeiiinnnnrrttssuumkldgbphy";

    /// Also the largest payload.
    private static final int TEXT_LENGTH = 256 * 1024;

    private static final String TEXT = text(TEXT_LENGTH);

    private Payload() {}

    /// @param number of the event in its run
    public static byte[] of(WorkspaceId workspace, long number, Instant scheduled) {
        return of(workspace, number, scheduled, BYTES);
    }

    /// @param number of the event in its run
    /// @param bytes how long, from 300 to 262,144
    public static byte[] of(WorkspaceId workspace, long number, Instant scheduled, int bytes) {
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
        int length = bytes - head.length() - 3;
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
        var random = new SplittableRandom(1);
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
