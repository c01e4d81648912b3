package id.sahut.webhooks.ingest.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.ingest.history.Changes;
import id.sahut.webhooks.ingest.history.Cursor;
import id.sahut.webhooks.ingest.history.DeliveryPage;
import id.sahut.webhooks.ingest.history.DeliveryState;
import id.sahut.webhooks.ingest.history.History;
import id.sahut.webhooks.ingest.history.RecordedAttempt;
import id.sahut.webhooks.ingest.history.RecordedDelivery;
import id.sahut.webhooks.ingest.http.Answer;
import id.sahut.webhooks.ingest.http.Request;
import id.sahut.webhooks.ingest.payload.Expected;
import id.sahut.webhooks.ingest.payload.Payloads;
import id.sahut.webhooks.ingest.payload.Reading;
import id.sahut.webhooks.ingest.redrive.Redrive;
import id.sahut.webhooks.ingest.redrive.Resending;
import id.sahut.webhooks.ingest.registry.Webhooks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/// The pages that tell what became of deliveries. Knows no web server. Safe for any thread.
///
/// A delivery is its webhook's, and the webhook is a workspace's: another's is as unknown as none.
final class DeliveryPages {

    private static final int PAGE = 50;

    /// A request may take longer, but not by much.
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(20);

    static final String SEEN = "seen";

    /// A page with more of a payload takes too long to load.
    private static final int MAX_SHOWN = 48 * 1024;

    private final Webhooks webhooks;
    private final EventCatalogue catalogue;
    private final Optional<History> history;
    private final Payloads payloads;
    private final Redrive redrive;
    private final Pages pages;
    private final InstantSource clock;

    /// What the template of something that can't be told in place is about.
    record Untold(Frame frame, String text) {}

    DeliveryPages(
            Dashboard.Rooms rooms, EventCatalogue catalogue, Pages pages, InstantSource clock) {
        this.webhooks = rooms.webhooks();
        this.catalogue = catalogue;
        this.history = rooms.history();
        this.payloads = rooms.payloads();
        this.redrive = rooms.redrive();
        this.pages = pages;
        this.clock = clock;
    }

    /// The list's beginning anew, as soon as it is another; or whether that is asked for.
    Answer live(Request<SignedIn> request) {
        return webhooks.find(request.workspace(), request.path("id"))
                .map(it -> live(request, it))
                .orElseGet(() -> unknown(request));
    }

    private Answer live(Request<SignedIn> request, Webhook webhook) {
        Frame frame = pages.frame(request.caller());
        var filter = DeliveryFilter.of(request.visitor());
        String place = Places.deliveries(webhook.id().value());
        Optional<String> seen = request.query(SEEN);
        if (seen.isEmpty()) {
            return paused(frame, webhook, filter);
        }
        Optional<Changes> changes = history.map(History::changes);
        if (!seen.get().equals(DeliveryList.Live.NOTHING)
                && changes.map(it ->
                                it.await(
                                        request.workspace(),
                                        webhook.id(),
                                        seen.get(),
                                        LONGEST_WAIT))
                        .filter(Changes.Waited.TOO_MANY::equals)
                        .isPresent()) {
            return paused(frame, webhook, filter);
        }
        String now = changes.map(Changes::seen).orElse("");
        return ask(it -> it.deliveries(filter.question(webhook.id(), Optional.empty(), PAGE)))
                .map(page ->
                        pages.answer(
                                200,
                                "live.jte",
                                new DeliveryList.Live(
                                        frame,
                                        webhook.id().value(),
                                        filter,
                                        now,
                                        Optional.of(
                                                rows(
                                                        frame,
                                                        page,
                                                        clock.instant(),
                                                        place,
                                                        filter,
                                                        true)))))
                .orElseGet(() -> paused(frame, webhook, filter));
    }

    /// Goes on when somebody wants it to.
    private Answer paused(Frame frame, Webhook webhook, DeliveryFilter filter) {
        return pages.answer(
                200,
                "livepaused.jte",
                new DeliveryList.Live(frame, webhook.id().value(), filter, "", Optional.empty()));
    }

    Answer list(Request<SignedIn> request) {
        return webhooks.find(request.workspace(), request.path("id"))
                .map(it -> list(request, it))
                .orElseGet(() -> unknown(request));
    }

    private Answer list(Request<SignedIn> request, Webhook webhook) {
        var filter = DeliveryFilter.of(request.visitor());
        String place = Places.deliveries(webhook.id().value());
        if (DeliveryFilter.isPadded(request.visitor())) {
            return Answer.seeOther(place + filter.query()); // which is fit to be sent to somebody
        }
        Frame frame = pages.frame(request.caller());
        Optional<Cursor> after = request.query(DeliveryFilter.AFTER).flatMap(Cursor::parse);
        Instant now = clock.instant();
        String seen = history.map(it -> it.changes().seen()).orElse("");
        Optional<DeliveryList.Rows> rows =
                ask(it -> it.deliveries(filter.question(webhook.id(), after, PAGE)))
                        .map(page -> rows(frame, page, now, place, filter, after.isEmpty()));
        if (isPart(request) && after.isPresent()) {
            return rows.map(it -> pages.answer(200, "deliveryrows.jte", it))
                    .orElseGet(() -> untold(frame, 503, "history.unavailable"));
        }
        Answer answer =
                pages.answer(
                        rows.isPresent() ? 200 : 503,
                        "deliveries.jte",
                        DeliveryList.of(
                                frame,
                                webhook,
                                filter,
                                states(filter, frame.texts()),
                                events(webhook, filter),
                                rows,
                                after.isEmpty() ? history.map(_ -> seen) : Optional.empty(),
                                rows.isPresent() && history.flatMap(History::problem).isPresent()));
        return rows.isPresent() ? answer : answer.with("Retry-After", Pages.RETRY_AFTER_SECONDS);
    }

    /// One delivery; where htmx asks, what opens in its row's place.
    Answer show(Request<SignedIn> request) {
        Texts texts = pages.frame(request.caller()).texts();
        return known(
                request,
                (webhook, delivery) ->
                        shown(
                                200,
                                request,
                                webhook,
                                delivery,
                                Notice.done(request.visitor(), texts)));
    }

    /// What became of a test; also of one that the history has not heard of yet, which is told from
    /// none by waiting.
    Answer testResult(Request<SignedIn> request) {
        String id = request.path("id");
        var result =
                new TestResult(
                        pages.frame(request.caller()),
                        id,
                        TestResult.asked(request.query("asked")),
                        Optional.empty());
        Optional<RecordedAttempt> first =
                DeliveryId.isWellFormed(id)
                        ? ask(it ->
                                        it.find(
                                                new DeliveryId(id),
                                                webhook -> theirs(request, webhook).isPresent()))
                                .flatMap(it -> it)
                                .flatMap(delivery -> ask(it -> it.attempts(delivery)))
                                .flatMap(it -> it.stream().findFirst())
                        : Optional.empty();
        return pages.answer(200, "testresult.jte", result.after(first));
    }

    /// Sends it again, from its beginning.
    Answer resend(Request<SignedIn> request) {
        Texts texts = pages.frame(request.caller()).texts();
        return known(
                request,
                (webhook, delivery) ->
                        switch (redrive.resend(webhook, delivery)) {
                            case Resending.Sent(int _) ->
                                    isPart(request)
                                            ? shown(
                                                    200,
                                                    request,
                                                    webhook,
                                                    delivery,
                                                    Optional.of(
                                                            Notice.good(texts.get("done.resent"))))
                                            : WebhookPages.done(
                                                    Places.delivery(delivery.id().value()),
                                                    "resent");
                            case Resending.Disabled() ->
                                    unsent(409, request, webhook, delivery, "resend.disabled");
                            case Resending.Refused(String _) ->
                                    unsent(422, request, webhook, delivery, "test.invalid");
                            case Resending.Gone(String _) ->
                                    unsent(422, request, webhook, delivery, "resend.gone");
                            case Resending.TooOften(int _) ->
                                    unsent(422, request, webhook, delivery, "resend.too-often");
                            case Resending.NotNow() ->
                                    unsent(503, request, webhook, delivery, "resend.not-now");
                            case Resending.Unconfirmed() ->
                                    unsent(503, request, webhook, delivery, "resend.unconfirmed");
                        });
    }

    private Answer unsent(
            int status,
            Request<SignedIn> request,
            Webhook webhook,
            RecordedDelivery delivery,
            String why) {
        Texts texts = pages.frame(request.caller()).texts();
        return shown(status, request, webhook, delivery, Optional.of(Notice.bad(texts.get(why))));
    }

    /// What to answer about a delivery of theirs.
    private interface Answering {
        Answer about(Webhook webhook, RecordedDelivery delivery);
    }

    private Answer known(Request<SignedIn> request, Answering answering) {
        String id = request.path("id");
        if (!DeliveryId.isWellFormed(id)) {
            return unknown(request);
        }
        Optional<Optional<RecordedDelivery>> found =
                ask(it ->
                        it.find(
                                new DeliveryId(id),
                                webhook -> theirs(request, webhook).isPresent()));
        return found.map(it ->
                        it.flatMap(delivery ->
                                        theirs(request, delivery.webhook())
                                                .map(webhook -> answering.about(webhook, delivery)))
                                .orElseGet(() -> unknown(request)))
                .orElseGet(() -> unavailable(request, pages.frame(request.caller())));
    }

    private Optional<Webhook> theirs(Request<SignedIn> request, WebhookId webhook) {
        return webhooks.find(request.workspace(), webhook.value());
    }

    private Answer shown(
            int status,
            Request<SignedIn> request,
            Webhook webhook,
            RecordedDelivery delivery,
            Optional<Notice> notice) {
        Frame frame = pages.frame(request.caller());
        return ask(it -> it.attempts(delivery))
                .map(attempts ->
                        pages.answer(
                                status,
                                isPart(request) ? "opened.jte" : "delivery.jte",
                                details(frame, webhook, delivery, attempts, notice)))
                .orElseGet(() -> unavailable(request, frame));
    }

    private DeliveryDetails details(
            Frame frame,
            Webhook webhook,
            RecordedDelivery delivery,
            List<RecordedAttempt> attempts,
            Optional<Notice> notice) {
        Texts texts = frame.texts();
        Instant now = clock.instant();
        int maxAttempts = history.map(History::maxAttempts).orElse(0);
        var url = UrlParts.of(webhook.url());
        Reading payload = payload(delivery);
        List<DeliveryDetails.Header> headers = headers(delivery);
        return new DeliveryDetails(
                frame,
                notice,
                delivery.id().value(),
                webhook.id().value(),
                url,
                delivery.event().orElse("–"),
                delivery.eventId().value(),
                StateSign.of(delivery.state(), texts),
                DeliveryWords.said(delivery, maxAttempts, texts),
                Moment.toTheSecond(delivery.createdAt(), texts),
                texts.get("history.attempts.said", delivery.attempts(), maxAttempts),
                delivery.nextAttemptAt().map(it -> Moment.coming(it, now, texts)),
                body(delivery, payload, texts),
                headers,
                text(payload).map(it -> Curl.command(url.rest(), headers, it)),
                Timeline.of(delivery, attempts, maxAttempts, now, texts));
    }

    private Reading payload(RecordedDelivery delivery) {
        if (delivery.erased() || delivery.source().isEmpty()) {
            return new Reading.Gone();
        }
        return payloads.read(
                delivery.source().get(), new Expected(delivery.eventId(), delivery.id()));
    }

    private static DeliveryDetails.Body body(
            RecordedDelivery delivery, Reading payload, Texts texts) {
        String missing =
                switch (payload) {
                    case Reading.Found _ -> "";
                    case Reading.Gone() ->
                            texts.get(delivery.erased() ? "payload.erased" : "payload.gone");
                    case Reading.Unavailable() -> texts.get("payload.unavailable");
                };
        String whole = text(payload).orElse("");
        String lines = Indented.json(whole, MAX_SHOWN);
        return new DeliveryDetails.Body(
                Optional.of(lines).filter(_ -> missing.isEmpty()),
                texts.get("payload.bytes", texts.number(whole.getBytes(UTF_8).length)),
                lines.length() >= MAX_SHOWN,
                !Curl.fits(whole),
                missing);
    }

    private static Optional<String> text(Reading payload) {
        return switch (payload) {
            case Reading.Found(byte[] bytes, var _) -> Optional.of(new String(bytes, UTF_8));
            case Reading.Gone(), Reading.Unavailable() -> Optional.empty();
        };
    }

    /// Those that anybody can send again. A signature is made for each attempt, with a secret that
    /// no page knows.
    private static List<DeliveryDetails.Header> headers(RecordedDelivery delivery) {
        var headers = new ArrayList<DeliveryDetails.Header>();
        headers.add(new DeliveryDetails.Header("Content-Type", "application/json"));
        delivery.event()
                .ifPresent(it -> headers.add(new DeliveryDetails.Header("X-Sahut-Event", it)));
        headers.add(new DeliveryDetails.Header("X-Sahut-Delivery", delivery.id().value()));
        headers.add(
                new DeliveryDetails.Header(
                        "X-Sahut-Attempt", Integer.toString(Math.max(1, delivery.attempts()))));
        return headers;
    }

    private DeliveryList.Rows rows(
            Frame frame,
            DeliveryPage page,
            Instant now,
            String place,
            DeliveryFilter filter,
            boolean isFirst) {
        return DeliveryList.Rows.of(
                frame,
                page,
                history.map(History::maxAttempts).orElse(0),
                now,
                page.next().map(it -> place + filter.queryAfter(it)),
                isFirst);
    }

    private static List<DeliveryList.Choice> states(DeliveryFilter filter, Texts texts) {
        String chosen = filter.text(DeliveryFilter.STATE);
        return Arrays.stream(DeliveryState.values())
                .map(DeliveryState::label)
                .map(it ->
                        new DeliveryList.Choice(it, texts.get("delivery." + it), it.equals(chosen)))
                .toList();
    }

    /// What there can be, and whatever else is looked for.
    private List<DeliveryList.Choice> events(Webhook webhook, DeliveryFilter filter) {
        String chosen = filter.text(DeliveryFilter.EVENT);
        return Stream.concat(
                        Stream.concat(webhook.events().stream(), catalogue.types().stream())
                                .map(EventType::name),
                        Stream.of(chosen).filter(it -> !it.isEmpty()))
                .distinct()
                .map(it -> new DeliveryList.Choice(it, it, it.equals(chosen)))
                .toList();
    }

    private Answer unknown(Request<SignedIn> request) {
        Frame frame = pages.frame(request.caller());
        return isPart(request)
                ? untold(frame, 404, "history.unknown")
                : pages.problem(404, "not-found", frame);
    }

    private Answer unavailable(Request<SignedIn> request, Frame frame) {
        return isPart(request)
                ? untold(frame, 503, "history.unavailable")
                : pages.problem(503, "no-history", frame);
    }

    private Answer untold(Frame frame, int status, String text) {
        return pages.answer(status, "untold.jte", new Untold(frame, frame.t(text)));
    }

    private <T> Optional<T> ask(Function<History, History.Answer<T>> question) {
        return history.flatMap(it ->
                switch (question.apply(it)) {
                    case History.Answer.Told<T>(T told) -> Optional.of(told);
                    case History.Answer.Unavailable<T>() -> Optional.<T>empty();
                });
    }

    /// Whether htmx asks, which puts a part in its place.
    private static boolean isPart(Request<SignedIn> request) {
        return request.header("HX-Request").isPresent();
    }
}
