package id.sahut.webhooks.acceptance.receiver;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Reads HTTP/1.1 requests with a `Content-Length` off a connection. Confined to its thread.
final class RequestReader {

    private final InputStream in;

    RequestReader(InputStream in) {
        this.in = in;
    }

    /// The next request; empty when the other side has hung up.
    Optional<Post> next() throws IOException {
        Optional<String> first = line();
        if (first.isEmpty()) {
            return Optional.empty();
        }
        String[] words = first.get().split(" ", -1);
        if (words.length != 3 || !words[0].equals("POST")) {
            throw new IOException("not a POST: " + first.get());
        }
        Map<String, String> headers = headers();
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        byte[] body = in.readNBytes(length);
        if (body.length < length) {
            throw new EOFException("the body has %d of %d bytes".formatted(body.length, length));
        }
        return Optional.of(
                new Post(words[1], Map.copyOf(headers), body, System.nanoTime(), Instant.now()));
    }

    private Map<String, String> headers() throws IOException {
        var headers = new HashMap<String, String>();
        for (Optional<String> line = line(); ; line = line()) {
            String text = line.orElseThrow(() -> new EOFException("the headers do not end"));
            if (text.isEmpty()) {
                return headers;
            }
            int colon = text.indexOf(':');
            String name = text.substring(0, colon).toLowerCase(Locale.ROOT);
            if (headers.put(name, text.substring(colon + 1).strip()) != null) {
                throw new IOException("a header twice: " + name);
            }
        }
    }

    private Optional<String> line() throws IOException {
        var line = new ByteArrayOutputStream(128);
        for (int next = in.read(); next != -1; next = in.read()) {
            if (next == '\n') {
                String text = line.toString(ISO_8859_1);
                return Optional.of(
                        text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
            }
            line.write(next);
        }
        return Optional.empty();
    }
}
