package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.ingest.http.Answer;
import id.sahut.webhooks.ingest.http.Form;
import id.sahut.webhooks.ingest.http.Request;
import id.sahut.webhooks.ingest.http.Visitor;
import id.sahut.webhooks.ingest.registry.TestRequest;
import id.sahut.webhooks.ingest.registry.Webhooks;
import java.util.Optional;
import java.util.regex.Pattern;

/// Sends a sample event to a webhook when somebody presses the button. Knows no web server. Safe
/// for any thread.
final class WebhookTests {

    private static final String SENT = "sent";
    private static final String TYPE = "type";
    private static final Pattern DELIVERY = Pattern.compile("dlv_[A-Za-z0-9]{1,64}");

    private final Webhooks webhooks;
    private final EventCatalogue catalogue;
    private final WebhookPages webhookPages;
    private final Pages pages;

    WebhookTests(
            Webhooks webhooks, EventCatalogue catalogue, WebhookPages webhookPages, Pages pages) {
        this.webhooks = webhooks;
        this.catalogue = catalogue;
        this.webhookPages = webhookPages;
        this.pages = pages;
    }

    /// That a test is on its way, as the way back to the webhook's page says.
    static Optional<Notice> sent(Visitor visitor, Texts texts) {
        Optional<String> type = visitor.query(TYPE).filter(EventType::isWellFormed);
        return visitor.query(SENT)
                .filter(it -> DELIVERY.matcher(it).matches())
                .flatMap(delivery ->
                        type.map(it -> {
                            String text = texts.get("test.sent", it, delivery);
                            return Notice.sent(text, delivery);
                        }));
    }

    Answer send(Request<SignedIn> request, Form form) {
        Texts texts = pages.frame(request.caller()).texts();
        Optional<EventType> type = catalogue.find(form.text("event"));
        return webhookPages.known(
                request,
                webhook ->
                        type.isEmpty()
                                ? failed(422, request, webhook, form, texts.get("events.unknown"))
                                : send(request, webhook, form, new TestRequest(type), texts));
    }

    private Answer send(
            Request<SignedIn> request, Webhook webhook, Form form, TestRequest wish, Texts texts) {
        return switch (webhooks.test(webhook, wish)) {
            case Webhooks.Testing.Sent(var event, var delivery) -> {
                String id = delivery.id().value();
                yield isPart(request)
                        ? part(
                                request,
                                webhook,
                                form,
                                Notice.sent(texts.get("test.sent", event.name(), id), id))
                        : Answer.seeOther(
                                Places.webhook(webhook.id().value())
                                        + "?"
                                        + SENT
                                        + "="
                                        + id
                                        + "&"
                                        + TYPE
                                        + "="
                                        + event.name()
                                        + "#test");
            }
            case Webhooks.Testing.Disabled() ->
                    failed(409, request, webhook, form, texts.get("test.disabled"));
            case Webhooks.Testing.Invalid(var _) ->
                    failed(422, request, webhook, form, texts.get("test.invalid"));
            case Webhooks.Testing.Unavailable() ->
                    failed(503, request, webhook, form, texts.get("test.unconfirmed"));
        };
    }

    private Answer failed(
            int status, Request<SignedIn> request, Webhook webhook, Form form, String why) {
        Notice notice = Notice.bad(why);
        return isPart(request)
                ? part(request, webhook, form, notice)
                : webhookPages.shown(
                        status,
                        request,
                        webhook,
                        new WebhookDetails.Said(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(notice),
                                Optional.empty()));
    }

    private Answer part(Request<SignedIn> request, Webhook webhook, Form form, Notice result) {
        return pages.answer(
                200,
                "testpanel.jte",
                webhookPages.panel(
                        pages.frame(request.caller()),
                        webhook,
                        Optional.of(form.text("event")),
                        Optional.of(result)));
    }

    /// Whether htmx asks, which puts the panel alone in its place.
    private static boolean isPart(Request<SignedIn> request) {
        return request.header("HX-Request").isPresent();
    }
}
