package id.sahut.webhooks.ingest.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Newline-delimited JSON, taken apart and otherwise as it came. Stateless.
final class Lines {

    private Lines() {}

    /// @param number from 1, as a text editor counts
    /// @param text without its end, which is `\n` or `\r\n`
    record Line(int number, byte[] text) {}

    /// Those in which there is something.
    ///
    /// @param most one more is the last that is read
    static List<Line> of(byte[] body, int most) {
        var lines = new ArrayList<Line>();
        int number = 1;
        for (int begin = 0; begin < body.length && lines.size() <= most; number++) {
            int newline = begin;
            while (newline < body.length && body[newline] != '\n') {
                newline++;
            }
            int end = newline > begin && body[newline - 1] == '\r' ? newline - 1 : newline;
            if (!isBlank(body, begin, end)) {
                lines.add(new Line(number, Arrays.copyOfRange(body, begin, end)));
            }
            begin = newline + 1;
        }
        return lines;
    }

    private static boolean isBlank(byte[] body, int begin, int end) {
        for (int i = begin; i < end; i++) {
            if (body[i] != ' ' && body[i] != '\t') {
                return false;
            }
        }
        return true;
    }
}
