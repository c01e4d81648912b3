package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.ingest.http.Entrance;
import id.sahut.webhooks.ingest.http.Entrance.Method;
import id.sahut.webhooks.ingest.wish.WishBody;
import java.util.List;
import java.util.function.Supplier;

/// Every route of the API, and who answers it. Stateless.
final class Routes {

    private static final String WEBHOOKS = JsonApi.VERSION + "/webhooks";
    private static final String WEBHOOK = WEBHOOKS + "/{id}";
    private static final String ROTATE_SECRET = WEBHOOK + "/rotate-secret";
    private static final String TEST = WEBHOOK + "/test";
    private static final String WEBHOOK_DELIVERIES = WEBHOOK + "/deliveries";
    private static final String STATS = WEBHOOK + "/stats";
    private static final String RECOVER = WEBHOOK + "/recover";
    private static final String RECOVERIES = WEBHOOK + "/recoveries";
    private static final String RECOVERY = RECOVERIES + "/{recovery}";
    private static final String DELIVERY = JsonApi.VERSION + "/deliveries/{id}";
    private static final String RESEND = DELIVERY + "/resend";
    private static final String CONTENT = DELIVERY + "/content";
    private static final String EVENTS = JsonApi.VERSION + "/events";
    private static final String EVENT_TYPES = JsonApi.VERSION + "/event-types";
    private static final String API_KEYS = JsonApi.VERSION + "/api-keys";
    private static final String API_KEY = API_KEYS + "/{id}";

    private Routes() {}

    /// @param api there once somebody has been let in
    static void addTo(
            Entrance<KeyHolder> router, Supplier<JsonApi.Inside> api, EventTypeRoutes eventTypes) {
        router.withBody(
                Method.POST,
                WEBHOOKS,
                WishBody.MAX_BYTES,
                (request, body) -> api.get().webhooks().create(request.caller(), body));
        router.get(
                WEBHOOKS,
                request ->
                        api.get()
                                .webhooks()
                                .list(
                                        request.workspace(),
                                        request.query("page"),
                                        request.query("per_page")));
        router.get(
                WEBHOOK,
                request -> api.get().webhooks().show(request.workspace(), request.path("id")));
        for (Method change : List.of(Method.PUT, Method.PATCH)) {
            router.withBody(
                    change,
                    WEBHOOK,
                    WishBody.MAX_BYTES,
                    (request, body) ->
                            api.get()
                                    .webhooks()
                                    .change(request.workspace(), request.path("id"), body));
        }
        router.withOptionalBody(
                Method.POST,
                ROTATE_SECRET,
                WishBody.MAX_BYTES,
                (request, body) ->
                        api.get().webhooks().rotate(request.workspace(), request.path("id"), body));
        router.withOptionalBody(
                Method.POST,
                TEST,
                WishBody.MAX_BYTES,
                (request, body) ->
                        api.get().webhooks().test(request.workspace(), request.path("id"), body));
        router.delete(
                WEBHOOK,
                request -> api.get().webhooks().delete(request.workspace(), request.path("id")));
        router.get(
                WEBHOOK_DELIVERIES,
                request ->
                        api.get()
                                .deliveries()
                                .list(request.workspace(), request.path("id"), request::query));
        router.get(
                STATS,
                request ->
                        api.get()
                                .deliveries()
                                .stats(request.workspace(), request.path("id"), request::query));
        addRecoveries(router, api);
        router.get(
                DELIVERY,
                request -> api.get().deliveries().show(request.workspace(), request.path("id")));
        router.withOptionalBody(
                Method.POST,
                RESEND,
                WishBody.MAX_BYTES,
                (request, body) ->
                        api.get()
                                .deliveries()
                                .resend(request.workspace(), request.path("id"), body));
        router.delete(
                CONTENT,
                request -> api.get().deliveries().erase(request.workspace(), request.path("id")));
        router.withBodyOrLines(
                Method.POST,
                EVENTS,
                EventRoutes.MAX_BYTES,
                (request, body) ->
                        api.get()
                                .events()
                                .publish(
                                        request.workspace(),
                                        request.header("Idempotency-Key"),
                                        body),
                (request, body) ->
                        api.get()
                                .events()
                                .publishLines(
                                        request.workspace(),
                                        request.header("Idempotency-Key"),
                                        body));
        router.get(
                EVENT_TYPES,
                request -> eventTypes.list(request.query("page"), request.query("per_page")));
        router.withBody(
                Method.POST,
                API_KEYS,
                WishBody.MAX_BYTES,
                (request, body) -> api.get().apiKeys().create(request.caller(), body));
        router.get(
                API_KEYS,
                request ->
                        api.get()
                                .apiKeys()
                                .list(
                                        request.workspace(),
                                        request.query("page"),
                                        request.query("per_page")));
        router.delete(
                API_KEY,
                request -> api.get().apiKeys().revoke(request.workspace(), request.path("id")));
    }

    private static void addRecoveries(Entrance<KeyHolder> router, Supplier<JsonApi.Inside> api) {
        router.withBody(
                Method.POST,
                RECOVER,
                WishBody.MAX_BYTES,
                (request, body) ->
                        api.get()
                                .recoveries()
                                .begin(request.workspace(), request.path("id"), body));
        router.get(
                RECOVERIES,
                request ->
                        api.get()
                                .recoveries()
                                .list(
                                        request.workspace(),
                                        request.path("id"),
                                        request.query("page"),
                                        request.query("per_page")));
        router.get(
                RECOVERY,
                request ->
                        api.get()
                                .recoveries()
                                .show(
                                        request.workspace(),
                                        request.path("id"),
                                        request.path("recovery")));
        router.delete(
                RECOVERY,
                request ->
                        api.get()
                                .recoveries()
                                .stop(
                                        request.workspace(),
                                        request.path("id"),
                                        request.path("recovery")));
    }
}
