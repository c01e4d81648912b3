package id.sahut.webhooks.ingest.http;

import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One line per request: what was asked, by whom, and how it went; never a key, a query or a body.
/// Immutable, safe for any thread.
final class AccessLog {

    private static final Logger log = LoggerFactory.getLogger(AccessLog.class);
    private static final String CALLER = "caller";
    private static final String NOBODY = "-";
    private static final int MAX_PATH = 200;
    private static final Pattern SECRET = Pattern.compile("(sk_live_|whsec_)[^/]*");

    private final List<Face> faces;

    AccessLog(List<Face> faces) {
        this.faces = List.copyOf(faces);
    }

    /// Says who asks, for the line to come.
    static void caller(Context context, Caller caller) {
        context.attribute(CALLER, caller);
    }

    void write(Context context, long tookMs) {
        Caller caller = context.attribute(CALLER);
        String path = path(context);
        boolean isFaces = faces.stream().anyMatch(it -> it.answersAt(context.path()));
        var line = isFaces ? log.atInfo() : log.atDebug();
        line.log(
                "method={} path={} status={} took_ms={} workspace={} key={}",
                context.method(),
                path,
                context.statusCode(),
                tookMs,
                caller == null ? NOBODY : caller.workspace(),
                caller == null ? NOBODY : caller.name());
    }

    /// Somebody may have put a key where an id belongs: an id is shown only when it is one.
    private String path(Context context) {
        Endpoint route = context.endpoints().matchedHttpEndpoint();
        if (route == null) {
            String path = SECRET.matcher(context.path()).replaceAll("$1...");
            return path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH);
        }
        String id = context.pathParamMap().getOrDefault("id", "");
        return faces.stream().anyMatch(it -> it.isId(id))
                ? route.path.replace("{id}", id)
                : route.path;
    }
}
