package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.ingest.history.DeliveryPage;
import id.sahut.webhooks.ingest.history.History;
import id.sahut.webhooks.ingest.history.RecordedDelivery;
import id.sahut.webhooks.ingest.http.Answer;
import id.sahut.webhooks.ingest.payload.Expected;
import id.sahut.webhooks.ingest.payload.Payloads;
import id.sahut.webhooks.ingest.payload.Reading;
import id.sahut.webhooks.ingest.redrive.Redrive;
import id.sahut.webhooks.ingest.redrive.Resending;
import id.sahut.webhooks.ingest.registry.Webhooks;
import id.sahut.webhooks.ingest.wish.WishBody;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What each request about deliveries is answered. Knows no web server. Safe for any thread.
///
/// A delivery is its webhook's, and the webhook is a workspace's: another's is as unknown as none.
final class DeliveryRoutes {

    private static final String UNKNOWN = "There is no such delivery";
    private static final String UNKNOWN_WEBHOOK = "There is no such webhook";
    private static final String ERASED =
            "What your endpoint answered is erased, and what was sent is shown to nobody any more; the"
                    + " pipeline's own copy of the event is deleted when its retention is over, a week"
                    + " after the event unless configured otherwise";
    private static final String NO_HISTORY =
            "The history of deliveries is not to be had just now, try again later";

    /// Nothing need be said, and there is nothing to say.
    private static final WishBody NO_MEMBERS = new WishBody(Map.of(), List.of());

    private final Webhooks webhooks;
    private final Optional<History> history;
    private final Payloads payloads;
    private final Redrive redrive;
    private final InstantSource clock;

    DeliveryRoutes(
            Webhooks webhooks,
            Optional<History> history,
            Payloads payloads,
            Redrive redrive,
            InstantSource clock) {
        this.webhooks = webhooks;
        this.history = history;
        this.payloads = payloads;
        this.redrive = redrive;
        this.clock = clock;
    }

    /// @param query a parameter's value, if it is there
    Answer list(WorkspaceId workspace, String webhook, Function<String, Optional<String>> query) {
        return webhooks.find(workspace, webhook)
                .map(it -> list(it, query))
                .orElseGet(() -> Answer.notFound(UNKNOWN_WEBHOOK));
    }

    private Answer list(Webhook webhook, Function<String, Optional<String>> query) {
        return switch (DeliveryQuery.read(webhook.id(), query)) {
            case DeliveryQuery.Reading.Unreadable(String why) -> Answer.badRequest(why);
            case DeliveryQuery.Reading.Invalid(String why) -> Answer.invalid(why);
            case DeliveryQuery.Reading.Readable(var question) ->
                    ask(
                            it -> it.deliveries(question),
                            page -> page(page, question.size(), maxAttempts()));
        };
    }

    /// @param query a parameter's value, if it is there
    Answer stats(WorkspaceId workspace, String webhook, Function<String, Optional<String>> query) {
        return webhooks.find(workspace, webhook)
                .map(it -> stats(it, query))
                .orElseGet(() -> Answer.notFound(UNKNOWN_WEBHOOK));
    }

    private Answer stats(Webhook webhook, Function<String, Optional<String>> query) {
        return switch (StatsQuery.read(webhook.id(), query, clock.instant())) {
            case StatsQuery.Reading.Unreadable(String why) -> Answer.badRequest(why);
            case StatsQuery.Reading.Invalid(String why) -> Answer.invalid(why);
            case StatsQuery.Reading.Readable(var question) ->
                    ask(
                            it -> it.stats(question),
                            stats -> Answer.data(200, StatsBodies.shown(question, stats)));
        };
    }

    Answer show(WorkspaceId workspace, String id) {
        return known(
                workspace,
                id,
                delivery ->
                        ask(
                                it -> it.attempts(delivery),
                                attempts -> {
                                    Map<String, Object> shown =
                                            DeliveryBodies.shown(delivery, maxAttempts());
                                    shown.put("request", request(workspace, delivery));
                                    shown.put(
                                            "attempts",
                                            attempts.stream().map(DeliveryBodies::shown).toList());
                                    return Answer.data(200, shown);
                                }));
    }

    /// @param body nothing at all is the same as an empty object
    Answer resend(WorkspaceId workspace, String id, byte[] body) {
        return known(
                workspace,
                id,
                delivery ->
                        body.length == 0
                                ? resend(workspace, delivery)
                                : Answers.to(
                                        NO_MEMBERS.read(body), _ -> resend(workspace, delivery)));
    }

    private Answer resend(WorkspaceId workspace, RecordedDelivery delivery) {
        return webhooks.find(workspace, delivery.webhook().value())
                .map(webhook -> answer(delivery, redrive.resend(webhook, delivery)))
                .orElseGet(() -> Answer.notFound(UNKNOWN)); // deleted this moment
    }

    private static Answer answer(RecordedDelivery delivery, Resending resending) {
        return switch (resending) {
            case Resending.Sent(int resend) -> {
                var sent = new LinkedHashMap<String, Object>();
                sent.put("delivery_id", delivery.id().value());
                sent.put("resend", resend);
                yield Answer.data(202, sent);
            }
            case Resending.Disabled() ->
                    Answer.conflict(
                            "The webhook is disabled: enable it before you send anything again");
            case Resending.Refused(String why) -> Answer.invalid(why);
            case Resending.Gone(String why) -> Answer.invalid(why);
            case Resending.TooOften(int limit) ->
                    Answer.invalid(
                            "It has been sent again %d times, the most that it may be"
                                    .formatted(limit));
            case Resending.NotNow() ->
                    Answer.unavailable(
                            "What was sent is not to be had just now, so nothing was sent again: try"
                                    + " again later");
            case Resending.Unconfirmed() ->
                    Answer.unavailable(
                            "Sending it again could not be confirmed: it may or may not be sent");
        };
    }

    /// Erases what there is of a delivery's content beside Kafka.
    Answer erase(WorkspaceId workspace, String id) {
        return known(
                workspace,
                id,
                delivery -> {
                    boolean isErased = history.map(it -> it.erase(delivery)).orElse(false);
                    if (!isErased) {
                        return Answers.unconfirmed();
                    }
                    var erased = new LinkedHashMap<String, Object>();
                    erased.put("id", delivery.id().value());
                    erased.put("erased", true);
                    erased.put("message", ERASED);
                    return Answer.data(200, erased);
                });
    }

    private Map<String, Object> request(WorkspaceId workspace, RecordedDelivery delivery) {
        Optional<String> url =
                webhooks.find(workspace, delivery.webhook().value()).map(Webhook::url);
        return DeliveryBodies.request(delivery, url, payload(delivery));
    }

    private Reading payload(RecordedDelivery delivery) {
        if (delivery.erased() || delivery.source().isEmpty()) {
            return new Reading.Gone();
        }
        return payloads.read(
                delivery.source().get(), new Expected(delivery.eventId(), delivery.id()));
    }

    private Answer known(
            WorkspaceId workspace, String id, Function<RecordedDelivery, Answer> answer) {
        if (!DeliveryId.isWellFormed(id)) {
            return Answer.notFound(UNKNOWN);
        }
        return ask(
                it ->
                        it.find(
                                new DeliveryId(id),
                                webhook -> webhooks.find(workspace, webhook.value()).isPresent()),
                found -> found.map(answer).orElseGet(() -> Answer.notFound(UNKNOWN)));
    }

    private int maxAttempts() {
        return history.map(History::maxAttempts).orElse(0);
    }

    private <T> Answer ask(
            Function<History, History.Answer<T>> question, Function<T, Answer> answer) {
        if (history.isEmpty()) {
            return Answer.unavailable(NO_HISTORY);
        }
        return switch (question.apply(history.get())) {
            case History.Answer.Told<T>(T told) -> answer.apply(told);
            case History.Answer.Unavailable<T>() -> Answer.unavailable(NO_HISTORY);
        };
    }

    private static Answer page(DeliveryPage page, int size, int maxAttempts) {
        var meta = new LinkedHashMap<String, Object>();
        meta.put("total", page.total());
        meta.put("total_limit", DeliveryPage.MAX_TOTAL);
        meta.put("per_page", size);
        meta.put("next", page.next().map(it -> it.text()).orElse(null));
        var body = new LinkedHashMap<String, Object>();
        body.put(
                "data",
                page.deliveries().stream()
                        .map(it -> DeliveryBodies.shown(it, maxAttempts))
                        .toList());
        body.put("meta", meta);
        return Answer.json(200, body);
    }
}
