package id.sahut.webhooks.ingest.api;

import io.javalin.http.HandlerType;
import java.util.List;

/// Every route of the API, and who answers it. Stateless.
final class Routes {

    private static final String WEBHOOKS = ApiServer.VERSION + "/webhooks";
    private static final String WEBHOOK = WEBHOOKS + "/{id}";
    private static final String ROTATE_SECRET = WEBHOOK + "/rotate-secret";
    private static final String TEST = WEBHOOK + "/test";
    private static final String EVENTS = ApiServer.VERSION + "/events";
    private static final String EVENT_TYPES = ApiServer.VERSION + "/event-types";
    private static final String API_KEYS = ApiServer.VERSION + "/api-keys";
    private static final String API_KEY = API_KEYS + "/{id}";

    private Routes() {}

    static void addTo(Router router) {
        router.withBody(
                HandlerType.POST,
                WEBHOOKS,
                RequestBody.MAX_BYTES,
                (api, request, body) -> api.webhooks().create(request.workspace(), body));
        router.get(
                WEBHOOKS,
                (api, request) ->
                        api.webhooks()
                                .list(
                                        request.workspace(),
                                        request.query("page"),
                                        request.query("per_page")));
        router.get(
                WEBHOOK,
                (api, request) -> api.webhooks().show(request.workspace(), request.path("id")));
        for (HandlerType change : List.of(HandlerType.PUT, HandlerType.PATCH)) {
            router.withBody(
                    change,
                    WEBHOOK,
                    RequestBody.MAX_BYTES,
                    (api, request, body) ->
                            api.webhooks().change(request.workspace(), request.path("id"), body));
        }
        router.withOptionalBody(
                HandlerType.POST,
                ROTATE_SECRET,
                RequestBody.MAX_BYTES,
                (api, request, body) ->
                        api.webhooks().rotate(request.workspace(), request.path("id"), body));
        router.withOptionalBody(
                HandlerType.POST,
                TEST,
                RequestBody.MAX_BYTES,
                (api, request, body) ->
                        api.webhooks().test(request.workspace(), request.path("id"), body));
        router.delete(
                WEBHOOK,
                (api, request) -> api.webhooks().delete(request.workspace(), request.path("id")));
        router.withBody(
                HandlerType.POST,
                EVENTS,
                EventRoutes.MAX_BYTES,
                (api, request, body) ->
                        api.events()
                                .publish(
                                        request.workspace(),
                                        request.header("Idempotency-Key"),
                                        body));
        router.get(
                EVENT_TYPES,
                (api, request) ->
                        api.eventTypes().list(request.query("page"), request.query("per_page")));
        router.withBody(
                HandlerType.POST,
                API_KEYS,
                RequestBody.MAX_BYTES,
                (api, request, body) ->
                        api.apiKeys().create(request.workspace(), request.key().plan(), body));
        router.get(
                API_KEYS,
                (api, request) ->
                        api.apiKeys()
                                .list(
                                        request.workspace(),
                                        request.query("page"),
                                        request.query("per_page")));
        router.delete(
                API_KEY,
                (api, request) -> api.apiKeys().revoke(request.workspace(), request.path("id")));
    }
}
