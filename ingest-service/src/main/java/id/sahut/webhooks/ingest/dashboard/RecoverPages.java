package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.RecoveryId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.ingest.history.Fates;
import id.sahut.webhooks.ingest.history.FrozenQuestion;
import id.sahut.webhooks.ingest.history.History;
import id.sahut.webhooks.ingest.http.Answer;
import id.sahut.webhooks.ingest.http.Form;
import id.sahut.webhooks.ingest.http.Request;
import id.sahut.webhooks.ingest.recover.Recoveries;
import id.sahut.webhooks.ingest.recover.Recovering;
import id.sahut.webhooks.ingest.recover.Recovery;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// The page on which many of a webhook's deliveries are sent again. Knows no web server. Safe for
/// any thread.
final class RecoverPages {

    /// Nobody needs to know more exactly before they begin.
    private static final int MOST_COUNTED = 10_000;

    /// The newest of a webhook; the API tells of more.
    private static final int SHOWN = 20;

    private static final Duration COUNT_WAIT = Duration.ofMillis(150);

    /// For the fates of all that are shown.
    private static final Duration FATES_WAIT = Duration.ofMillis(150);

    /// Answers still come in for a while after the last was sent.
    private static final Duration LIVE_AFTER = Duration.ofMinutes(1);

    private final WebhookPages webhooks;
    private final EventCatalogue catalogue;
    private final Optional<History> history;
    private final Optional<Recoveries> recoveries;
    private final Pages pages;
    private final InstantSource clock;
    private final Counts<Wanted, Integer> counts = new Counts<>(this::count);
    private final Counts<Begun, Fates> fates = new Counts<>(this::fates);

    private record Wanted(WebhookId webhook, Recoveries.Wish wish) {}

    private record Begun(Webhook webhook, RecoveryId recovery) {}

    RecoverPages(
            WebhookPages webhooks,
            EventCatalogue catalogue,
            Optional<History> history,
            Optional<Recoveries> recoveries,
            Pages pages,
            InstantSource clock) {
        this.webhooks = webhooks;
        this.catalogue = catalogue;
        this.history = history;
        this.recoveries = recoveries;
        this.pages = pages;
        this.clock = clock;
    }

    /// The page; where htmx asks, how many that are or those that have begun.
    Answer show(Request<SignedIn> request) {
        Frame frame = pages.frame(request.caller());
        boolean isPart = request.header("HX-Request").isPresent();
        RecoverForm form =
                request.query(RecoverForm.SINCE).isPresent()
                        ? RecoverForm.read(request::query)
                        : RecoverForm.atFirst(clock.instant());
        return webhooks.known(
                request,
                webhook -> {
                    if (!isPart) {
                        return page(
                                200,
                                frame,
                                webhook,
                                form,
                                Notice.done(request.visitor(), frame.texts()));
                    }
                    RecoverPage.Begun begun = begun(frame, webhook);
                    return request.query("list").isPresent()
                            ? list(request, begun)
                            : pages.answer(
                                    200,
                                    "wanted.jte",
                                    wanted(frame, webhook, form, begun.isBusy()));
                });
    }

    /// Tells the form once nothing is in its way any more.
    private Answer list(Request<SignedIn> request, RecoverPage.Begun begun) {
        Answer answer = pages.answer(200, "recoveries.jte", begun);
        return request.query("list").filter("busy"::equals).isPresent() && !begun.isBusy()
                ? answer.with("HX-Trigger", "recovery-ended")
                : answer;
    }

    Answer begin(Request<SignedIn> request, Form fields) {
        Frame frame = pages.frame(request.caller());
        RecoverForm form =
                RecoverForm.read(
                        it -> fields.has(it) ? Optional.of(fields.text(it)) : Optional.empty());
        return webhooks.known(
                request,
                webhook ->
                        form.wish()
                                .map(wish -> begun(request, frame, webhook, form, wish))
                                .orElseGet(
                                        () -> page(422, frame, webhook, form, Optional.empty())));
    }

    /// What is just being sent may still be sent.
    Answer stop(Request<SignedIn> request) {
        Frame frame = pages.frame(request.caller());
        String id = request.path("recovery");
        return webhooks.known(
                request,
                webhook ->
                        RecoveryId.isWellFormed(id)
                                ? answer(
                                        request,
                                        frame,
                                        webhook,
                                        RecoverForm.atFirst(clock.instant()),
                                        "recovery-stopped",
                                        it -> it.desk().stop(webhook, id))
                                : webhooks.unknown(request));
    }

    private Answer begun(
            Request<SignedIn> request,
            Frame frame,
            Webhook webhook,
            RecoverForm form,
            Recoveries.Wish wish) {
        return answer(
                request,
                frame,
                webhook,
                form,
                "recovery-begun",
                it -> it.desk().begin(webhook, wish));
    }

    /// @param done what to say when it went as wished
    private Answer answer(
            Request<SignedIn> request,
            Frame frame,
            Webhook webhook,
            RecoverForm form,
            String done,
            Function<Recoveries, Recovering> doing) {
        Recovering result = recoveries.map(doing).orElseGet(Recovering.Unavailable::new);
        return switch (result) {
            case Recovering.Accepted(Recovery _) ->
                    WebhookPages.done(Places.recoveries(webhook.id().value()), done);
            case Recovering.Busy() -> undone(409, frame, webhook, form, "recover.busy");
            case Recovering.Unknown() -> webhooks.unknown(request);
            case Recovering.Unconfirmed() ->
                    undone(503, frame, webhook, form, "recover.unconfirmed");
            case Recovering.Unavailable() -> undone(503, frame, webhook, form, "recover.away");
        };
    }

    private Answer undone(int status, Frame frame, Webhook webhook, RecoverForm form, String why) {
        return page(status, frame, webhook, form, Optional.of(Notice.bad(frame.t(why))));
    }

    private Answer page(
            int status, Frame frame, Webhook webhook, RecoverForm form, Optional<Notice> notice) {
        RecoverPage.Begun begun = begun(frame, webhook);
        var notices = new ArrayList<Notice>();
        notice.ifPresent(notices::add);
        DeliveryList.behind(history.flatMap(History::problem).isPresent(), frame.texts())
                .ifPresent(notices::add);
        Answer answer =
                pages.answer(
                        status,
                        "recover.jte",
                        new RecoverPage(
                                frame,
                                webhook,
                                notices,
                                form,
                                RecoverPage.states(form, frame.texts()),
                                events(webhook, form.event()),
                                wanted(frame, webhook, form, begun.isBusy()),
                                begun));
        return status == 503 ? answer.with("Retry-After", Pages.RETRY_AFTER_SECONDS) : answer;
    }

    private RecoverPage.Wanted wanted(
            Frame frame, Webhook webhook, RecoverForm form, boolean isBusy) {
        Texts texts = frame.texts();
        String id = webhook.id().value();
        Optional<Recoveries.Wish> wish = form.wish();
        if (wish.isEmpty()) {
            String why = texts.get("recover.uncounted");
            return new RecoverPage.Wanted(frame, id, form, why, false, false, isBusy);
        }
        return switch (counts.of(new Wanted(webhook.id(), wish.get()), COUNT_WAIT)) {
            case Counts.Count.Known<Integer>(Integer count) ->
                    new RecoverPage.Wanted(
                            frame,
                            id,
                            form,
                            words(count, wish.get().states().missed(), texts),
                            count > 0 || wish.get().states().missed(),
                            false,
                            isBusy);
            case Counts.Count.UnderWay<Integer>() ->
                    new RecoverPage.Wanted(
                            frame, id, form, texts.get("health.counting"), true, true, isBusy);
            case Counts.Count.Unavailable<Integer>() ->
                    new RecoverPage.Wanted(
                            frame,
                            id,
                            form,
                            texts.get("history.unavailable"),
                            false,
                            false,
                            isBusy);
        };
    }

    /// How many events were missed is known once all of them have been read.
    private static String words(int count, boolean missed, Texts texts) {
        if (missed) {
            return count == 0
                    ? texts.get("recover.missed")
                    : texts.get("recover.missed.beside", words(count, false, texts));
        }
        if (count > MOST_COUNTED) {
            return texts.get("history.total.more", texts.number(MOST_COUNTED));
        }
        if (count == 0) {
            return texts.get("recover.none");
        }
        return count == 1
                ? texts.get("history.total.one")
                : texts.get("history.total", texts.number(count));
    }

    private Optional<Integer> count(Wanted wanted) {
        Instant now = clock.instant();
        Recoveries.Wish wish = wanted.wish;
        var question =
                new FrozenQuestion(
                        wanted.webhook,
                        wish.states().deliveries(),
                        wish.states().onlyDisabled(),
                        wish.event(),
                        wish.since(),
                        wish.until().filter(now::isAfter).orElse(now),
                        now);
        return history.flatMap(it ->
                switch (it.countUpTo(question, MOST_COUNTED + 1)) {
                    case History.Answer.Told<Integer>(Integer count) -> Optional.of(count);
                    case History.Answer.Unavailable<Integer>() -> Optional.empty();
                });
    }

    private RecoverPage.Begun begun(Frame frame, Webhook webhook) {
        Instant begin = clock.instant();
        Optional<List<RecoverPage.Row>> rows =
                recoveries
                        .flatMap(it -> it.desk().of(webhook))
                        .map(all ->
                                all.stream()
                                        .limit(SHOWN)
                                        .map(it -> row(it, webhook, begin, frame.texts()))
                                        .toList());
        return new RecoverPage.Begun(frame, webhook.id().value(), rows);
    }

    private RecoverPage.Row row(Recovery recovery, Webhook webhook, Instant begin, Texts texts) {
        Instant now = clock.instant();
        Duration left = FATES_WAIT.minus(Duration.between(begin, now));
        Optional<Fates> ended =
                switch (fates.of(
                        new Begun(webhook, recovery.id()),
                        left.isNegative() ? Duration.ZERO : left)) {
                    case Counts.Count.Known<Fates>(Fates it) -> Optional.of(it);
                    case Counts.Count.UnderWay<Fates>(), Counts.Count.Unavailable<Fates>() ->
                            Optional.empty();
                };
        boolean isSettled =
                ended.filter(it -> it.delivered() + it.failed() >= recovery.sent()).isPresent();
        boolean isLive =
                recovery.finishedAt()
                        .map(it -> !isSettled && now.isBefore(it.plus(LIVE_AFTER)))
                        .orElse(true);
        return RecoverPage.row(recovery, ended, isLive, texts);
    }

    private Optional<Fates> fates(Begun begun) {
        return recoveries.flatMap(all ->
                all.desk().of(begun.webhook).stream()
                        .flatMap(List::stream)
                        .filter(it -> it.id().equals(begun.recovery))
                        .findFirst()
                        .flatMap(it -> all.fates(begun.webhook, it)));
    }

    /// What there can be, and whatever else was chosen.
    private List<DeliveryList.Choice> events(Webhook webhook, String chosen) {
        return Stream.concat(
                        Stream.concat(webhook.events().stream(), catalogue.types().stream())
                                .map(EventType::name),
                        Stream.of(chosen).filter(it -> !it.isEmpty()))
                .distinct()
                .map(it -> new DeliveryList.Choice(it, it, it.equals(chosen)))
                .toList();
    }
}
