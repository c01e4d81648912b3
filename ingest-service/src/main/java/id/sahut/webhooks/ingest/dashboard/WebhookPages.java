package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.ingest.http.Answer;
import id.sahut.webhooks.ingest.http.Form;
import id.sahut.webhooks.ingest.http.Request;
import id.sahut.webhooks.ingest.registry.Registration;
import id.sahut.webhooks.ingest.registry.WebhookChange;
import id.sahut.webhooks.ingest.registry.Webhooks;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The pages that list, make, show and change webhooks. Knows no web server. Safe for any thread.
final class WebhookPages {

    private final Webhooks webhooks;
    private final EventCatalogue catalogue;
    private final WebhookFormRules rules;
    private final ShownOnce once;
    private final Pages pages;
    private final InstantSource clock;
    private final Healths healths;

    /// What the template of a new webhook is about.
    record NewWebhook(
            Frame frame, Optional<Notice> notice, WebhookForm form, List<TypeChoice> types) {}

    WebhookPages(
            Webhooks webhooks,
            EventCatalogue catalogue,
            ShownOnce once,
            Pages pages,
            Healths healths,
            InstantSource clock) {
        this.webhooks = webhooks;
        this.catalogue = catalogue;
        this.rules = new WebhookFormRules(webhooks, catalogue);
        this.once = once;
        this.pages = pages;
        this.healths = healths;
        this.clock = clock;
    }

    Answer list(Request<SignedIn> request) {
        Frame frame = pages.frame(request.caller());
        Instant now = clock.instant();
        List<Webhook> all = webhooks.of(request.workspace());
        Map<WebhookId, Healths.Part<Glance>> glances = healths.of(all, frame.texts());
        List<WebhookList.Row> rows = new ArrayList<>();
        for (Webhook webhook : all) {
            Healths.Part<Glance> glance = glances.get(webhook.id());
            rows.add(WebhookList.Row.of(webhook, Objects.requireNonNull(glance), now));
        }
        return pages.answer(
                200,
                "webhooks.jte",
                new WebhookList(frame, Notice.done(request.visitor(), frame.texts()), rows));
    }

    Answer blank(Request<SignedIn> request) {
        return unmade(200, request, WebhookForm.empty(), Optional.empty());
    }

    Answer create(Request<SignedIn> request, Form form) {
        Texts texts = pages.frame(request.caller()).texts();
        WebhookForm typed = WebhookForm.read(form);
        return switch (rules.registration(typed, texts)) {
            case WebhookFormRules.Reading.Wrong<Registration>(WebhookForm wrong) ->
                    unmade(422, request, wrong, Optional.empty());
            case WebhookFormRules.Reading.Good<Registration>(Registration wish) ->
                    register(request, typed, wish, texts);
        };
    }

    Answer show(Request<SignedIn> request) {
        return known(
                request,
                webhook ->
                        shown(
                                200,
                                request,
                                webhook,
                                new WebhookDetails.Said(
                                        Notice.done(
                                                request.visitor(),
                                                pages.frame(request.caller()).texts()),
                                        Optional.empty(),
                                        WebhookTests.sent(
                                                request.visitor(),
                                                pages.frame(request.caller()).texts()),
                                        Optional.empty())));
    }

    Answer change(Request<SignedIn> request, Form form) {
        Texts texts = pages.frame(request.caller()).texts();
        WebhookForm typed = WebhookForm.read(form);
        return known(
                request,
                webhook ->
                        switch (rules.change(typed, webhook, texts)) {
                            case WebhookFormRules.Reading.Wrong<WebhookChange>(WebhookForm wrong) ->
                                    shown(422, request, webhook, WebhookDetails.Said.form(wrong));
                            case WebhookFormRules.Reading.Good<WebhookChange>(WebhookChange wish) ->
                                    changed(
                                            request,
                                            webhook,
                                            wish,
                                            "saved",
                                            new WebhookDetails.Said(
                                                    unconfirmed(texts),
                                                    Optional.of(typed),
                                                    Optional.empty(),
                                                    Optional.empty()));
                        });
    }

    Answer enable(Request<SignedIn> request, boolean enabled) {
        Texts texts = pages.frame(request.caller()).texts();
        var wish =
                new WebhookChange(
                        Optional.empty(),
                        Optional.empty(),
                        new WebhookChange.Description.Kept(),
                        Optional.of(enabled));
        return known(
                request,
                webhook ->
                        changed(
                                request,
                                webhook,
                                wish,
                                enabled ? "enabled" : "disabled",
                                new WebhookDetails.Said(
                                        unconfirmed(texts),
                                        Optional.empty(),
                                        Optional.empty(),
                                        Optional.empty())));
    }

    /// Only who types the host has read which webhook it is.
    Answer delete(Request<SignedIn> request, Form form) {
        Texts texts = pages.frame(request.caller()).texts();
        return known(
                request,
                webhook -> {
                    String host = UrlParts.of(webhook.url()).host();
                    if (!form.text("host").strip().equalsIgnoreCase(host)) {
                        return shown(
                                422,
                                request,
                                webhook,
                                WebhookDetails.Said.deletion(texts.get("delete.wrong", host)));
                    }
                    return switch (webhooks.delete(request.workspace(), webhook.id().value())) {
                        case DELETED -> done(Places.WEBHOOKS, "deleted");
                        case UNKNOWN -> unknown(request);
                        case UNAVAILABLE ->
                                shown(
                                        503,
                                        request,
                                        webhook,
                                        WebhookDetails.Said.notice(
                                                Notice.bad(texts.get("unconfirmed"))));
                    };
                });
    }

    /// What is answered about a webhook of theirs, or that there is none.
    Answer known(Request<SignedIn> request, Answering answering) {
        return webhooks.find(request.workspace(), request.path("id"))
                .map(answering::about)
                .orElseGet(() -> unknown(request));
    }

    /// What to answer about a webhook.
    interface Answering {
        Answer about(Webhook webhook);
    }

    Answer unknown(Request<SignedIn> request) {
        return pages.problem(404, "not-found", pages.frame(request.caller()));
    }

    /// A webhook's page.
    Answer shown(int status, Request<SignedIn> request, Webhook webhook, WebhookDetails.Said said) {
        Frame frame = pages.frame(request.caller());
        Texts texts = frame.texts();
        Instant now = clock.instant();
        WebhookForm form = said.form().orElseGet(() -> WebhookForm.of(webhook));
        return pages.answer(
                status,
                "webhook.jte",
                new WebhookDetails(
                        frame,
                        said.notice(),
                        webhook.id().value(),
                        UrlParts.of(webhook.url()),
                        webhook.enabled(),
                        Moment.of(webhook.createdAt(), texts),
                        Moment.of(webhook.updatedAt(), texts),
                        health(request, webhook, texts),
                        form,
                        TypeChoice.all(catalogue, request.workspace(), texts, form.events()),
                        panel(frame, webhook, Optional.empty(), said.test()),
                        WebhookDetails.Overlap.of(webhook, now, texts),
                        said.deletion()));
    }

    private WebhookDetails.Health health(Request<SignedIn> request, Webhook webhook, Texts texts) {
        var over = Over.named(request.query("over"));
        return new WebhookDetails.Health(
                over,
                List.of(Over.values()),
                healths.of(webhook, texts),
                healths.charts(webhook, over, texts));
    }

    WebhookDetails.TestPanel panel(
            Frame frame, Webhook webhook, Optional<String> chosen, Optional<Notice> result) {
        List<String> subscribed =
                webhook.events().stream()
                        .map(EventType::name)
                        .filter(it -> catalogue.find(it).isPresent())
                        .toList();
        List<String> others =
                catalogue.types().stream()
                        .map(EventType::name)
                        .filter(it -> !subscribed.contains(it))
                        .toList();
        return new WebhookDetails.TestPanel(
                frame,
                webhook.id().value(),
                webhook.enabled(),
                subscribed,
                others,
                chosen.or(() -> subscribed.stream().findFirst()).orElse(""),
                result);
    }

    static Answer done(String path, String what) {
        return Answer.seeOther(path + "?" + Notice.DONE + "=" + what);
    }

    private Answer register(
            Request<SignedIn> request, WebhookForm typed, Registration wish, Texts texts) {
        return switch (webhooks.register(request.workspace(), wish)) {
            case Webhooks.Registering.Registered(var webhook, var secret) -> {
                String path = Places.secret(webhook.id().value());
                yield Answer.seeOther(path)
                        .with(once.carry(secret.reveal(), path, request.caller()));
            }
            case Webhooks.Registering.TooMany(int limit) ->
                    unmade(
                            422,
                            request,
                            typed,
                            Optional.of(Notice.bad(texts.get("webhooks.too-many", limit))));
            case Webhooks.Registering.Unavailable() ->
                    unmade(503, request, typed, unconfirmed(texts));
        };
    }

    private Answer unmade(
            int status, Request<SignedIn> request, WebhookForm form, Optional<Notice> notice) {
        Frame frame = pages.frame(request.caller());
        return pages.answer(
                status,
                "newwebhook.jte",
                new NewWebhook(
                        frame,
                        notice,
                        form,
                        TypeChoice.all(
                                catalogue, request.workspace(), frame.texts(), form.events())));
    }

    private Answer changed(
            Request<SignedIn> request,
            Webhook webhook,
            WebhookChange wish,
            String what,
            WebhookDetails.Said otherwise) {
        String id = webhook.id().value();
        return switch (webhooks.change(request.workspace(), id, wish)) {
            case Webhooks.Changing.Changed(var _) -> done(Places.webhook(id), what);
            case Webhooks.Changing.Unknown() -> unknown(request);
            case Webhooks.Changing.Unavailable() -> shown(503, request, webhook, otherwise);
        };
    }

    private static Optional<Notice> unconfirmed(Texts texts) {
        return Optional.of(Notice.bad(texts.get("unconfirmed")));
    }
}
