package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.common.webhook.Webhook;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the list's template is about. Immutable.
record WebhookList(Frame frame, Optional<Notice> notice, List<Row> rows) {

    /// One webhook.
    ///
    /// @param isOverlapping whether the secret before the last rotation still signs
    record Row(
            String id,
            String host,
            String rest,
            String description,
            List<String> events,
            boolean isEnabled,
            boolean isOverlapping,
            Healths.Part<Glance> health) {

        static Row of(Webhook webhook, Healths.Part<Glance> health, Instant now) {
            var url = UrlParts.of(webhook.url());
            return new Row(
                    webhook.id().value(),
                    url.host(),
                    url.rest(),
                    webhook.description().orElse(""),
                    webhook.events().stream().map(Object::toString).toList(),
                    webhook.enabled(),
                    webhook.previousSecret().filter(it -> it.isValid(now)).isPresent(),
                    health);
        }
    }
}
