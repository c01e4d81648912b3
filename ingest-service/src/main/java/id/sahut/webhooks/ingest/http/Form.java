package id.sahut.webhooks.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What somebody filled in on a page, as browsers send it: `application/x-www-form-urlencoded`.
/// Immutable.
public final class Form {

    /// Of the largest form; a URL, a description and a box ticked for each event type take some 10.
    public static final int MAX_BYTES = 64 * 1024;

    private final Map<String, List<String>> fields;

    private Form(Map<String, List<String>> fields) {
        this.fields = fields;
    }

    /// Empty when it can't be read: no UTF-8, or a `%` without two hex digits.
    public static Optional<Form> read(byte[] body) {
        String text;
        try {
            text = UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString();
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
        var fields = new LinkedHashMap<String, List<String>>();
        try {
            for (String pair : text.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                if (!name.isEmpty()) {
                    fields.computeIfAbsent(decoded(name), _ -> new ArrayList<>())
                            .add(decoded(value));
                }
            }
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        return Optional.of(new Form(fields));
    }

    /// What stands in a field, as a browser sends it; empty text when there is no such field. Of
    /// several of the same name it is the first.
    public String text(String name) {
        return all(name).stream().findFirst().orElse("");
    }

    /// Everything under one name, such as the boxes that are ticked, in the form's order.
    public List<String> all(String name) {
        return List.copyOf(fields.getOrDefault(name, List.of()));
    }

    public boolean has(String name) {
        return fields.containsKey(name);
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, UTF_8);
    }
}
