package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.ingest.http.Answer;
import id.sahut.webhooks.ingest.http.Entrance;
import id.sahut.webhooks.ingest.http.Form;
import id.sahut.webhooks.ingest.http.Gate;
import id.sahut.webhooks.ingest.http.Request;
import java.util.List;
import java.util.function.Supplier;

/// Every page that needs a session, and who writes it. Stateless.
final class PageRoutes {

    private static final String WEBHOOK = Places.webhook("{id}");

    private final Entrance<SignedIn> entrance;
    private final Pages pages;

    /// What the template of the event types is about.
    record EventTypes(Frame frame, List<TypeChoice> types) {}

    private PageRoutes(Entrance<SignedIn> entrance, Pages pages) {
        this.entrance = entrance;
        this.pages = pages;
    }

    /// @param inside there once somebody has been let in
    static void addTo(
            Entrance<SignedIn> entrance,
            Supplier<Dashboard.Inside> inside,
            EventCatalogue catalogue,
            Pages pages,
            SignIn signIn) {
        var routes = new PageRoutes(entrance, pages);
        entrance.get("/", _ -> Answer.seeOther(Places.WEBHOOKS));
        entrance.get(Places.WEBHOOKS, request -> inside.get().webhooks().list(request));
        entrance.get(Places.WEBHOOKS + "/new", request -> inside.get().webhooks().blank(request));
        entrance.get(WEBHOOK, request -> inside.get().webhooks().show(request));
        entrance.get(Places.deliveries("{id}"), request -> inside.get().deliveries().list(request));
        entrance.get(
                Places.liveDeliveries("{id}"),
                request -> {
                    Answer answer = inside.get().deliveries().live(request);
                    // The key may have been revoked while it waited.
                    return switch (inside.get().gate().judge(request.visitor())) {
                        case Gate.Verdict.Admitted<SignedIn> _ -> answer;
                        case Gate.Verdict.TurnedAway<SignedIn> refused -> refused.answer();
                    };
                });
        entrance.get(
                Places.DELIVERIES + "/{id}", request -> inside.get().deliveries().show(request));
        entrance.get(
                Places.DELIVERIES + "/{id}/test",
                request -> inside.get().deliveries().testResult(request));
        entrance.get(Places.recoveries("{id}"), request -> inside.get().recover().show(request));
        entrance.get(Places.secret("{id}"), request -> inside.get().secrets().show(request));
        entrance.get(Places.API_KEYS, request -> inside.get().apiKeys().list(request));
        entrance.get(Places.key("{id}"), request -> inside.get().apiKeys().show(request));
        entrance.get(Places.PIPELINE, request -> inside.get().pipeline().show(request));
        entrance.get(Places.PIPELINE + "/live", request -> inside.get().pipeline().live(request));
        entrance.get(Places.EVENT_TYPES, request -> eventTypes(request, catalogue, pages));
        routes.form(
                Places.WEBHOOKS, (request, form) -> inside.get().webhooks().create(request, form));
        routes.form(WEBHOOK, (request, form) -> inside.get().webhooks().change(request, form));
        routes.form(
                WEBHOOK + "/enable", (request, _) -> inside.get().webhooks().enable(request, true));
        routes.form(
                WEBHOOK + "/disable",
                (request, _) -> inside.get().webhooks().enable(request, false));
        routes.form(
                WEBHOOK + "/delete",
                (request, form) -> inside.get().webhooks().delete(request, form));
        routes.form(WEBHOOK + "/test", (request, form) -> inside.get().tests().send(request, form));
        routes.form(
                Places.recoveries("{id}"),
                (request, form) -> inside.get().recover().begin(request, form));
        routes.form(
                Places.recoveries("{id}") + "/{recovery}/stop",
                (request, _) -> inside.get().recover().stop(request));
        routes.form(
                WEBHOOK + "/rotate-secret",
                (request, form) -> inside.get().secrets().rotate(request, form));
        routes.form(
                Places.API_KEYS, (request, form) -> inside.get().apiKeys().create(request, form));
        routes.form(
                Places.API_KEYS + "/{id}/revoke",
                (request, _) -> inside.get().apiKeys().revoke(request));
        routes.form(
                Places.DELIVERIES + "/{id}/resend",
                (request, _) -> inside.get().deliveries().resend(request));
        routes.form(Places.LOGOUT, (request, _) -> signIn.leave(request.caller()));
    }

    /// A form brings its session's token, or another site has made it up.
    private void form(String path, Entrance.FormRoute<SignedIn> route) {
        entrance.form(
                path,
                (request, form) ->
                        isOurs(request, form)
                                ? route.answer(request, form)
                                : pages.problem(403, "elsewhere", pages.frame(request.caller())));
    }

    private static boolean isOurs(Request<SignedIn> request, Form form) {
        return request.caller().session().made(form.text("csrf"));
    }

    private static Answer eventTypes(
            Request<SignedIn> request, EventCatalogue catalogue, Pages pages) {
        Frame frame = pages.frame(request.caller());
        return pages.answer(
                200,
                "types.jte",
                new EventTypes(
                        frame,
                        TypeChoice.all(catalogue, request.workspace(), frame.texts(), List.of())));
    }
}
