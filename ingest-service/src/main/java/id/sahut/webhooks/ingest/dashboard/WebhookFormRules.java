package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.common.endpoint.EndpointCheck;
import id.sahut.webhooks.common.endpoint.EndpointUrl;
import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.ingest.registry.Registration;
import id.sahut.webhooks.ingest.registry.WebhookChange;
import id.sahut.webhooks.ingest.registry.Webhooks;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Makes a wish of what stands in a webhook's form, or says beside which field what is wrong. Safe
/// for any thread.
final class WebhookFormRules {

    private final Function<String, EndpointCheck> urls;
    private final EventCatalogue catalogue;

    /// What came of reading a form.
    sealed interface Reading<T> {
        record Good<T>(T wish) implements Reading<T> {}

        /// @param form with its errors
        record Wrong<T>(WebhookForm form) implements Reading<T> {}
    }

    WebhookFormRules(Webhooks webhooks, EventCatalogue catalogue) {
        this(webhooks::check, catalogue);
    }

    WebhookFormRules(Function<String, EndpointCheck> urls, EventCatalogue catalogue) {
        this.urls = urls;
        this.catalogue = catalogue;
    }

    Reading<Registration> registration(WebhookForm form, Texts texts) {
        var errors = new LinkedHashMap<String, String>();
        Optional<EndpointUrl> url = url(form, texts, errors);
        List<EventType> events = events(form, List.of(), texts, errors);
        Optional<String> description = description(form, texts, errors);
        return errors.isEmpty()
                ? new Reading.Good<>(
                        new Registration(
                                url.orElseThrow(),
                                events,
                                description,
                                Optional.empty(),
                                Optional.empty()))
                : new Reading.Wrong<>(form.with(errors));
    }

    /// A URL that stays as it is need not keep to rules that came later.
    Reading<WebhookChange> change(WebhookForm form, Webhook before, Texts texts) {
        var errors = new LinkedHashMap<String, String>();
        Optional<EndpointUrl> url =
                form.url().equals(before.url()) ? Optional.empty() : url(form, texts, errors);
        List<EventType> events = events(form, before.events(), texts, errors);
        WebhookChange.Description description =
                description(form, texts, errors)
                        .<WebhookChange.Description>map(WebhookChange.Description.Given::new)
                        .orElseGet(WebhookChange.Description.Removed::new);
        return errors.isEmpty()
                ? new Reading.Good<>(
                        new WebhookChange(url, Optional.of(events), description, Optional.empty()))
                : new Reading.Wrong<>(form.with(errors));
    }

    private Optional<EndpointUrl> url(WebhookForm form, Texts texts, Map<String, String> errors) {
        return switch (urls.apply(form.url())) {
            case EndpointCheck.Accepted(EndpointUrl url) -> Optional.of(url);
            case EndpointCheck.Refused(EndpointCheck.Reason reason) -> {
                errors.put("url", texts.get("url." + reason.key(), EndpointUrl.MAX_LENGTH));
                yield Optional.empty();
            }
        };
    }

    private List<EventType> events(
            WebhookForm form, List<EventType> before, Texts texts, Map<String, String> errors) {
        var events = new ArrayList<EventType>();
        for (String name : form.events()) {
            catalogue
                    .find(name)
                    .or(() -> before.stream().filter(it -> it.name().equals(name)).findFirst())
                    .ifPresentOrElse(
                            events::add, () -> errors.put("events", texts.get("events.unknown")));
        }
        if (form.events().isEmpty()) {
            errors.put("events", texts.get("events.none"));
        }
        return List.copyOf(events);
    }

    private static Optional<String> description(
            WebhookForm form, Texts texts, Map<String, String> errors) {
        String text = form.description();
        if (!text.isEmpty() && !Registration.isDescription(text)) {
            errors.put("description", texts.get("description.wrong", Registration.MAX_DESCRIPTION));
        }
        return Optional.of(text).filter(it -> !it.isEmpty());
    }
}
