package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.ingest.apikey.ApiKey;
import io.javalin.http.Context;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One line per request: what was asked, by whom, and how it went; never a key, a query or a body.
/// Stateless.
final class AccessLog {

    private static final Logger log = LoggerFactory.getLogger(AccessLog.class);
    private static final String CALLER = "caller";
    private static final String NOBODY = "-";
    private static final int MAX_PATH = 200;

    private AccessLog() {}

    /// Says who asks, for the line to come.
    static void caller(Context context, ApiKey key) {
        context.attribute(CALLER, key);
    }

    static void write(Context context, long tookMs) {
        ApiKey key = context.attribute(CALLER);
        String path = context.path();
        var line =
                path.startsWith(ApiServer.VERSION)
                        ? log.atInfo()
                        : log.atDebug(); // probes and scrapes, many and alike
        line.log(
                "method={} path={} status={} took_ms={} workspace={} key={}",
                context.method(),
                path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH),
                context.statusCode(),
                tookMs,
                key == null ? NOBODY : key.workspaceId(),
                key == null ? NOBODY : key.id());
    }
}
