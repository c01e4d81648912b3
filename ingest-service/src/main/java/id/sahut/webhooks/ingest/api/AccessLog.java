package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.common.id.ApiKeyId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.ingest.apikey.ApiKey;
import io.javalin.http.Context;
import io.javalin.router.Endpoint;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One line per request: what was asked, by whom, and how it went; never a key, a query or a body.
/// Stateless.
final class AccessLog {

    private static final Logger log = LoggerFactory.getLogger(AccessLog.class);
    private static final String CALLER = "caller";
    private static final String NOBODY = "-";
    private static final int MAX_PATH = 200;
    private static final Pattern SECRET = Pattern.compile("(sk_live_|whsec_)[^/]*");

    private AccessLog() {}

    /// Says who asks, for the line to come.
    static void caller(Context context, ApiKey key) {
        context.attribute(CALLER, key);
    }

    static void write(Context context, long tookMs) {
        ApiKey key = context.attribute(CALLER);
        String path = path(context);
        var line =
                context.path().startsWith(ApiServer.VERSION)
                        ? log.atInfo()
                        : log.atDebug(); // probes and scrapes, many and alike
        line.log(
                "method={} path={} status={} took_ms={} workspace={} key={}",
                context.method(),
                path,
                context.statusCode(),
                tookMs,
                key == null ? NOBODY : key.workspaceId(),
                key == null ? NOBODY : key.id());
    }

    /// Somebody may have put a key where an id belongs: an id is shown only when it is one.
    private static String path(Context context) {
        Endpoint route = context.endpoints().matchedHttpEndpoint();
        if (route == null) {
            String path = SECRET.matcher(context.path()).replaceAll("$1...");
            return path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH);
        }
        String id = context.pathParamMap().getOrDefault("id", "");
        return WebhookId.isWellFormed(id) || ApiKeyId.isWellFormed(id)
                ? route.path.replace("{id}", id)
                : route.path;
    }
}
