package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.ingest.http.Form;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What stands in a webhook's form: as it was typed, with what is wrong beside it. Immutable.
///
/// @param errors by field: `url`, `events`, `description`
record WebhookForm(
        String url, List<String> events, String description, Map<String, String> errors) {

    static WebhookForm empty() {
        return new WebhookForm("", List.of(), "", Map.of());
    }

    static WebhookForm of(Webhook webhook) {
        return new WebhookForm(
                webhook.url(),
                webhook.events().stream().map(Object::toString).toList(),
                webhook.description().orElse(""),
                Map.of());
    }

    /// White space around a URL is what copying leaves behind.
    static WebhookForm read(Form form) {
        return new WebhookForm(
                form.text("url").strip(),
                form.all("events").stream().distinct().toList(),
                form.text("description").strip(),
                Map.of());
    }

    WebhookForm with(Map<String, String> wrong) {
        return new WebhookForm(url, events, description, Map.copyOf(wrong));
    }

    boolean isWrong(String field) {
        return errors.containsKey(field);
    }

    String error(String field) {
        return Optional.ofNullable(errors.get(field)).orElse("");
    }
}
