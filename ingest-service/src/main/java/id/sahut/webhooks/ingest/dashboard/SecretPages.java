package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.ingest.http.Answer;
import id.sahut.webhooks.ingest.http.Form;
import id.sahut.webhooks.ingest.http.Request;
import id.sahut.webhooks.ingest.registry.Rotation;
import id.sahut.webhooks.ingest.registry.Webhooks;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Shows a webhook's secret once, and makes a new one. Knows no web server. Safe for any thread.
final class SecretPages {

    /// What the form offers, by what it sends.
    private static final Map<String, Duration> OVERLAPS =
            Map.of(
                    "0", Duration.ZERO,
                    "1h", Duration.ofHours(1),
                    "1d", Duration.ofDays(1),
                    "7d", Duration.ofDays(7));

    private final Webhooks webhooks;
    private final WebhookPages webhookPages;
    private final ShownOnce once;
    private final Pages pages;
    private final List<Snippet> snippets = Snippet.all();

    /// What the template is about.
    ///
    /// @param secret empty when it has been shown already
    record Page(
            Frame frame,
            String id,
            UrlParts url,
            Optional<String> secret,
            List<Snippet> snippets) {}

    SecretPages(Webhooks webhooks, WebhookPages webhookPages, ShownOnce once, Pages pages) {
        this.webhooks = webhooks;
        this.webhookPages = webhookPages;
        this.once = once;
        this.pages = pages;
    }

    Answer show(Request<SignedIn> request) {
        return webhookPages.known(
                request,
                webhook ->
                        pages.answer(
                                        200,
                                        "secret.jte",
                                        new Page(
                                                pages.frame(request.caller()),
                                                webhook.id().value(),
                                                UrlParts.of(webhook.url()),
                                                once.take(request.caller()),
                                                snippets))
                                .with(once.forget(request.caller())));
    }

    Answer rotate(Request<SignedIn> request, Form form) {
        Texts texts = pages.frame(request.caller()).texts();
        Duration overlap =
                Optional.ofNullable(OVERLAPS.get(form.text("overlap"))).orElse(Duration.ofDays(1));
        return webhookPages.known(
                request,
                webhook -> {
                    String id = webhook.id().value();
                    return switch (webhooks.rotate(
                            request.workspace(), id, new Rotation(overlap))) {
                        case Webhooks.Rotating.Rotated(var _, var secret) ->
                                Answer.seeOther(Places.secret(id))
                                        .with(
                                                once.carry(
                                                        secret.reveal(),
                                                        Places.secret(id),
                                                        request.caller()));
                        case Webhooks.Rotating.Overlapping(var until) ->
                                webhookPages.shown(
                                        409,
                                        request,
                                        webhook,
                                        WebhookDetails.Said.notice(
                                                Notice.bad(
                                                        texts.get(
                                                                "rotate.overlapping",
                                                                Moment.of(until, texts).shown()))));
                        case Webhooks.Rotating.Unknown() -> webhookPages.unknown(request);
                        case Webhooks.Rotating.Unavailable() ->
                                webhookPages.shown(
                                        503,
                                        request,
                                        webhook,
                                        WebhookDetails.Said.notice(
                                                Notice.bad(texts.get("rotate.unconfirmed"))));
                    };
                });
    }
}
