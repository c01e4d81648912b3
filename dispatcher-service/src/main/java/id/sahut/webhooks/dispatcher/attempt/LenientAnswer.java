package id.sahut.webhooks.dispatcher.attempt;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads an answer that need not be right in anything but its status line. What is odd about the
/// rest is told in words of our own, the first oddity alone. Confined to the thread that reads.
final class LenientAnswer {

    private static final int MAX_STATUS_LINE = 8 * 1_024;

    /// What the client takes; of more, as much again is read past.
    private static final int MAX_HEADERS = 64 * 1_024;

    /// Answers before the answer, such as 103.
    private static final int MAX_INTERIM = 100;

    private static final String TOKEN_MARKS = "!#$%&'*+-.^_`|~";

    private final InputStream in;
    private final BodyStart body;
    private int status;
    private long length = -1;
    private boolean chunked;
    private @Nullable String oddity;

    LenientAnswer(InputStream in, BodyStart body) {
        this.in = in;
        this.body = body;
    }

    /// Reads up to the final status line, over interim answers.
    ///
    /// @throws ProtocolException when there is none
    int readStatus() throws IOException {
        for (int interim = 0; interim <= MAX_INTERIM; interim++) {
            int read = status(line(MAX_STATUS_LINE));
            if (read >= 200 || read == 101) {
                status = read;
                return read;
            }
            readHeaders();
            oddity = null;
        }
        throw new ProtocolException("more than " + MAX_INTERIM + " interim answers");
    }

    /// Reads the headers and the start of the body.
    ///
    /// @return what is odd about them, if anything
    Optional<String> readRest() throws IOException {
        try {
            if (readHeaders()) {
                readBody();
            }
        } catch (EOFException e) {
            odd("the connection ended within the answer");
        }
        return Optional.ofNullable(oddity);
    }

    /// What is known to be odd so far.
    Optional<String> oddity() {
        return Optional.ofNullable(oddity);
    }

    private static int status(String line) throws ProtocolException {
        String[] parts = line.split("[ \t]+", 3);
        boolean isStatusLine =
                parts.length >= 2
                        && parts[0].startsWith("HTTP/")
                        && parts[1].length() == 3
                        && parts[1].chars().allMatch(c -> c >= '0' && c <= '9')
                        && parts[1].charAt(0) >= '1'
                        && parts[1].charAt(0) <= '5';
        if (!isStatusLine) {
            throw new ProtocolException("no HTTP status line");
        }
        return Integer.parseInt(parts[1]);
    }

    /// @return false when there were so many that nothing behind them is read
    private boolean readHeaders() throws IOException {
        int bytes = 0;
        for (int number = 1; ; number++) {
            String header = line(2 * MAX_HEADERS - bytes);
            if (header.isEmpty()) {
                return true;
            }
            bytes += header.length() + 2;
            if (bytes > MAX_HEADERS) {
                odd("its headers are longer than 64 KiB");
            }
            if (bytes >= 2 * MAX_HEADERS) {
                return false;
            }
            look(header, number);
        }
    }

    private void look(String header, int number) {
        int colon = header.indexOf(':');
        if (header.charAt(0) == ' ' || header.charAt(0) == '\t') {
            return; // goes on with the line before, as it once was allowed
        }
        if (colon < 0) {
            odd("line %d of its headers has no colon".formatted(number));
            return;
        }
        String name = header.substring(0, colon);
        String value = header.substring(colon + 1).strip();
        if (name.endsWith(" ") || name.endsWith("\t")) {
            odd("line %d of its headers has a space before the colon".formatted(number));
        } else if (!isToken(name)) {
            odd("line %d of its headers has a name that is none".formatted(number));
        } else if (value.chars().anyMatch(c -> (c < ' ' && c != '\t') || c == 0x7f)) {
            odd("line %d of its headers has a control character".formatted(number));
        }
        switch (name.strip().toLowerCase(Locale.ROOT)) {
            case "content-length" -> length = length(value, number);
            case "transfer-encoding" ->
                    chunked = value.toLowerCase(Locale.ROOT).endsWith("chunked");
            default -> {}
        }
    }

    private static boolean isToken(String name) {
        return !name.isEmpty()
                && name.chars()
                        .allMatch(c ->
                                (c < 0x80 && Character.isLetterOrDigit(c))
                                        || TOKEN_MARKS.indexOf(c) >= 0);
    }

    private long length(String value, int number) {
        boolean isNumber = !value.isEmpty() && value.chars().allMatch(c -> c >= '0' && c <= '9');
        if (isNumber && value.length() <= 18) {
            return Long.parseLong(value);
        }
        odd("line %d of its headers has a length that is none".formatted(number));
        return -1;
    }

    private void readBody() throws IOException {
        if (status == 204 || status == 304) {
            if (chunked || length > 0) {
                odd("a %d that announces a body".formatted(status));
            }
        } else if (chunked) {
            readChunks();
        } else if (length >= 0) {
            read(length);
        } else {
            readToTheEnd();
        }
    }

    private void readChunks() throws IOException {
        while (!body.isTooLong()) {
            String size = line(1_024).split(";", 2)[0].strip();
            long bytes;
            try {
                bytes = Long.parseLong(size, 16);
            } catch (NumberFormatException e) {
                odd("its chunks are malformed");
                return;
            }
            if (bytes <= 0) {
                return;
            }
            read(bytes);
            var _ = line(1_024);
        }
    }

    private void read(long bytes) throws IOException {
        byte[] buffer = new byte[1_024];
        for (long left = bytes; left > 0 && !body.isTooLong(); ) {
            int read = in.read(buffer, 0, (int) Math.min(left, buffer.length));
            if (read < 0) {
                throw new EOFException();
            }
            body.add(ByteBuffer.wrap(buffer, 0, read));
            left -= read;
        }
    }

    private void readToTheEnd() throws IOException {
        byte[] buffer = new byte[1_024];
        for (int read = in.read(buffer); read >= 0 && !body.isTooLong(); read = in.read(buffer)) {
            body.add(ByteBuffer.wrap(buffer, 0, read));
        }
    }

    private void odd(String what) {
        if (oddity == null) {
            oddity = what;
        }
    }

    /// One line without its end, whichever of the two ends it has; as much of it as there is room
    /// for.
    private String line(int most) throws IOException {
        var line = new ByteArrayOutputStream(64);
        while (line.size() < most) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            if (next == '\n') {
                break;
            }
            line.write(next);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }
}
