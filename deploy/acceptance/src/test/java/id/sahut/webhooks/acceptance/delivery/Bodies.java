package id.sahut.webhooks.acceptance.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.acceptance.sandbox.Confidential;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Bodies that a careless sender would change on the way. Stateless.
final class Bodies {

    private static final String CATALOGUE = "/id/sahut/webhooks/common/event/event-types.json";

    private Bodies() {}

    /// By what is special about them.
    static Map<String, byte[]> all(String workspace) {
        var bodies = new LinkedHashMap<String, byte[]>();
        samples(workspace, bodies);
        bodies.put("emoji", message(workspace, "Halo 👋🏽 Budi 👨‍👩‍👧‍👦 🇮🇩"));
        bodies.put("combining", message(workspace, "e\u0301 and é, n\u0303 and ñ, a\u0327\u0301"));
        bodies.put("right to left", message(workspace, "שלום مرحبا \u202Eabc\u202C"));
        bodies.put("line separators", message(workspace, "one\u2028two\u2029three\u0085four"));
        bodies.put("escapes", message(workspace, "\\u0041\\n\\t\\\"\\\\\\/\\b\\f\\r\\u2028"));
        bodies.put("escaped surrogates", message(workspace, "\\ud83d\\udc4b and \\uD83D\\uDE00"));
        bodies.put("a lone escaped surrogate", message(workspace, "\\ud83d!"));
        bodies.put("an escaped NUL", message(workspace, "\\u0000"));
        bodies.put("highest code point", message(workspace, "\uDBFF\uDFFD \uFFFD \uFEFF \uFFFE"));
        String plain = new String(message(workspace, "Halo"), UTF_8);
        bodies.put("trailing newline", bytes(plain + "\n"));
        bodies.put("leading and trailing space", bytes(" \n\t" + plain + "\r\n\r\n  "));
        bodies.put("CRLF and tabs within", bytes(plain.replace(",", ",\r\n\t\t")));
        bodies.put("no space at all", bytes(plain.replace(": ", ":").replace(", ", ",")));
        bodies.put(
                "unknown fields",
                bytes(
                        plain.replaceFirst(
                                "\\{",
                                "{\"schema\": 7, \"trace\": {\"a\": [1, null, {\"event\": \"x\"}]}, ")));
        bodies.put(
                "numbers that lose in a double",
                bytes(
                        plain.replaceFirst(
                                "\\{", "{\"n\": 1.000000000000000000001e+0400, \"m\": -0, ")));
        bodies.put(
                "the same field twice", bytes(plain.replaceFirst("\\{", "{\"x\": 1, \"x\": 2, ")));
        return bodies;
    }

    private static void samples(String workspace, Map<String, byte[]> bodies) {
        try (var in = Bodies.class.getResourceAsStream(CATALOGUE)) {
            for (JsonNode type : JsonMapper.shared().readTree(in)) {
                String text =
                        type.get("example").toString().replace("ws_01HX0Y6H0J2K4L", workspace);
                bodies.put("sample " + type.get("type").asString(), bytes(text));
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static byte[] message(String workspace, String content) {
        return bytes(
                """
                {"event": "message.created", "timestamp": "2024-03-15T08:30:00Z", "workspace_id": "%s", \
                "data": {"message": {"id": "msg_1", "content": "%s %s"}}}\
                """
                        .formatted(workspace, Confidential.PAYLOAD_MARKER, content));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
