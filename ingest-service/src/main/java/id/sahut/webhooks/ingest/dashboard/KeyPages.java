package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.ingest.apikey.ApiKey;
import id.sahut.webhooks.ingest.apikey.KeyRing;
import id.sahut.webhooks.ingest.http.Answer;
import id.sahut.webhooks.ingest.http.Form;
import id.sahut.webhooks.ingest.http.Request;
import java.util.List;
import java.util.Optional;

/// The pages that list, make and revoke API keys. Knows no web server. Safe for any thread.
final class KeyPages {

    private final KeyRing keys;
    private final ShownOnce once;
    private final Pages pages;

    /// What the list's template is about.
    ///
    /// @param label as it was typed
    /// @param error what is wrong with it
    record KeyList(
            Frame frame,
            Optional<Notice> notice,
            List<Row> rows,
            String label,
            Optional<String> error) {}

    /// One key.
    ///
    /// @param isOwn whether this very session was begun with it
    record Row(
            String id,
            String label,
            String hint,
            Moment created,
            Optional<Moment> lastUsed,
            boolean isOwn) {}

    /// What the template of a new key is about.
    ///
    /// @param plain empty when it has been shown already
    record NewKey(Frame frame, Optional<String> plain) {}

    KeyPages(KeyRing keys, ShownOnce once, Pages pages) {
        this.keys = keys;
        this.once = once;
        this.pages = pages;
    }

    Answer list(Request<SignedIn> request) {
        Texts texts = pages.frame(request.caller()).texts();
        return list(200, request, Notice.done(request.visitor(), texts), "", Optional.empty());
    }

    /// A new key has the plan of the one that made it, as over the API.
    Answer create(Request<SignedIn> request, Form form) {
        Texts texts = pages.frame(request.caller()).texts();
        String label = form.text("label").strip();
        if (!ApiKey.isLabel(label)) {
            return list(
                    422,
                    request,
                    Optional.empty(),
                    label,
                    Optional.of(texts.get(label.isEmpty() ? "key.no-label" : "key.bad-label")));
        }
        SignedIn who = request.caller();
        return switch (keys.make(request.workspace(), label, who.key().plan())) {
            case KeyRing.Making.Made(var key, var plain) -> {
                String path = Places.key(key.id().value());
                yield Answer.seeOther(path).with(once.carry(plain.reveal(), path, who));
            }
            case KeyRing.Making.TooMany(int limit) ->
                    list(
                            422,
                            request,
                            Optional.of(Notice.bad(texts.get("key.too-many", limit))),
                            label,
                            Optional.empty());
            case KeyRing.Making.Unavailable() ->
                    list(
                            503,
                            request,
                            Optional.of(Notice.bad(texts.get("unconfirmed"))),
                            label,
                            Optional.empty());
        };
    }

    Answer show(Request<SignedIn> request) {
        return pages.answer(
                        200,
                        "key.jte",
                        new NewKey(pages.frame(request.caller()), once.take(request.caller())))
                .with(once.forget(request.caller()));
    }

    Answer revoke(Request<SignedIn> request) {
        Texts texts = pages.frame(request.caller()).texts();
        return switch (keys.revoke(request.workspace(), request.path("id"))) {
            case REVOKED -> WebhookPages.done(Places.API_KEYS, "revoked");
            case UNKNOWN -> pages.problem(404, "not-found", pages.frame(request.caller()));
            case UNAVAILABLE ->
                    list(
                            503,
                            request,
                            Optional.of(Notice.bad(texts.get("unconfirmed"))),
                            "",
                            Optional.empty());
        };
    }

    private Answer list(
            int status,
            Request<SignedIn> request,
            Optional<Notice> notice,
            String label,
            Optional<String> error) {
        Frame frame = pages.frame(request.caller());
        List<Row> rows =
                keys.of(request.workspace()).stream()
                        .map(it -> row(it, request.caller(), frame.texts()))
                        .toList();
        return pages.answer(status, "keys.jte", new KeyList(frame, notice, rows, label, error));
    }

    private Row row(ApiKey key, SignedIn who, Texts texts) {
        return new Row(
                key.id().value(),
                key.label(),
                key.hint(),
                Moment.of(key.createdAt(), texts),
                keys.lastUsed(key).map(it -> Moment.of(it, texts)),
                key.id().equals(who.key().id()));
    }
}
