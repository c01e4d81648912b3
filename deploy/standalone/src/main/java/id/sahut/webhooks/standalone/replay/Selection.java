package id.sahut.webhooks.standalone.replay;

import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// Which deliveries are sent again: those of which all of this holds. Immutable.
///
/// @param reason why they were given up; nothing else than deliveries that were has one
/// @param since of records written at this time or later
/// @param until of records written before
record Selection(
        Optional<WorkspaceId> workspace,
        Optional<WebhookId> webhook,
        Optional<String> event,
        Optional<String> reason,
        Optional<Instant> since,
        Optional<Instant> until) {

    private static final String WORKSPACE = "workspace";
    private static final String WEBHOOK = "webhook";
    private static final String EVENT = "event";
    private static final String REASON = "reason";
    private static final String SINCE = "since";
    private static final String UNTIL = "until";

    /// A delivery, as far as selecting it needs.
    ///
    /// @param timestamp of its record, or its event's, in milliseconds since 1970
    record Candidate(
            WebhookId webhook,
            Optional<String> workspace,
            Optional<String> event,
            Optional<String> reason,
            long timestamp) {}

    boolean takes(Candidate it) {
        return webhook.map(it.webhook::equals).orElse(true)
                && isSame(workspace.map(WorkspaceId::value), it.workspace)
                && isSame(event, it.event)
                && isSame(reason, it.reason)
                && since.map(time -> it.timestamp >= time.toEpochMilli()).orElse(true)
                && until.map(time -> it.timestamp < time.toEpochMilli()).orElse(true);
    }

    private static boolean isSame(Optional<String> wanted, Optional<String> found) {
        return wanted.isEmpty() || wanted.equals(found);
    }

    /// The same for the same selection, such as `webhook=wh_1 since=2026-11-27T08:00:00Z`; `all`
    /// where nothing is left out.
    String text() {
        var parts = new LinkedHashMap<String, Optional<?>>();
        parts.put(WORKSPACE, workspace);
        parts.put(WEBHOOK, webhook);
        parts.put(EVENT, event);
        parts.put(REASON, reason);
        parts.put(SINCE, since);
        parts.put(UNTIL, until);
        String text =
                parts.entrySet().stream()
                        .filter(it -> it.getValue().isPresent())
                        .map(it -> it.getKey() + "=" + it.getValue().get())
                        .collect(Collectors.joining(" "));
        return text.isEmpty() ? "all" : text;
    }

    /// @return empty when it is no [#text]
    static Optional<Selection> parse(String text) {
        Map<String, String> parts = new LinkedHashMap<>();
        if (!text.equals("all")) {
            for (String part : text.split(" ", -1)) {
                int equals = part.indexOf('=');
                if (equals < 0) {
                    return Optional.empty();
                }
                parts.put(part.substring(0, equals), part.substring(equals + 1));
            }
        }
        try {
            var selection =
                    new Selection(
                            Optional.ofNullable(parts.get(WORKSPACE)).map(WorkspaceId::new),
                            Optional.ofNullable(parts.get(WEBHOOK)).map(WebhookId::new),
                            Optional.ofNullable(parts.get(EVENT)).filter(EventType::isWellFormed),
                            Optional.ofNullable(parts.get(REASON)),
                            Optional.ofNullable(parts.get(SINCE)).map(Instant::parse),
                            Optional.ofNullable(parts.get(UNTIL)).map(Instant::parse));
            return Optional.of(selection).filter(it -> it.text().equals(text));
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }
}
