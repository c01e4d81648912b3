package id.sahut.webhooks.dispatcher.dispatch;

import id.sahut.webhooks.common.attempt.AttemptRecord;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One line for every attempt, always with the same keys. Never a body, a secret or a URL. Safe for
/// any thread.
final class AttemptLog {

    /// Two, since successes are most of all lines: whoever doesn't want those switches them off.
    private static final Logger DELIVERED = LoggerFactory.getLogger("sahut.delivered.attempt");

    private static final Logger FAILED = LoggerFactory.getLogger("sahut.failed.attempt");

    private AttemptLog() {}

    static void write(AttemptRecord attempt, String host) {
        Logger log = attempt.outcome().equals("delivered") ? DELIVERED : FAILED;
        log.atInfo()
                .addKeyValue("webhook", attempt.webhookId())
                .addKeyValue("delivery", attempt.deliveryId())
                .addKeyValue("event", attempt.eventId())
                .addKeyValue("type", orDash(attempt.eventType()))
                .addKeyValue("workspace", orDash(attempt.workspaceId()))
                .addKeyValue("attempt", attempt.attempt())
                .addKeyValue("host", host)
                .addKeyValue("outcome", attempt.outcome())
                .addKeyValue("status", orDash(attempt.status()))
                .addKeyValue("took_ms", attempt.tookMs())
                .addKeyValue("detail", attempt.detail())
                .addKeyValue("next", attempt.next())
                .addKeyValue("tier", orDash(attempt.nextTier()))
                .log("ended");
    }

    private static Object orDash(@Nullable Object value) {
        return value == null ? "-" : value;
    }
}
