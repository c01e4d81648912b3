package id.sahut.webhooks.ingest.dashboard;

import java.util.List;

/// The command that sends a delivery's request once more, to the reader's own machine. Stateless.
///
/// Everything stands between single quotes, in which a shell takes nothing for its own.
final class Curl {

    /// More is no command that anybody copies.
    static final int MAX_BODY = 8 * 1024;

    static final String FILE = "payload.json";

    private static final String SERVER = "http://localhost:3000";

    private Curl() {}

    /// @param path and query, as registered
    static String command(String path, List<DeliveryDetails.Header> headers, String body) {
        var command = new StringBuilder("curl -i -X POST ").append(quoted(SERVER + path));
        for (DeliveryDetails.Header header : headers) {
            command.append(" \\\n  -H ").append(quoted(header.name() + ": " + header.value()));
        }
        command.append(" \\\n  --data-binary ").append(quoted(fits(body) ? body : "@" + FILE));
        return command.toString();
    }

    /// Whether a body is in the command, and not in a file beside it. One that begins like a file's
    /// name would be taken for that.
    static boolean fits(String body) {
        return body.length() <= MAX_BODY && !body.startsWith("@");
    }

    private static String quoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}
