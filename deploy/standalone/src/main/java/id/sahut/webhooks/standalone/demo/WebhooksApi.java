package id.sahut.webhooks.standalone.demo;

import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.signing.WebhookSecret;
import id.sahut.webhooks.standalone.command.CommandFailure;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The public API as a customer calls it. Safe for any thread.
final class WebhooksApi implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final URI base;
    private final String key;
    private final HttpClient http;

    WebhooksApi(URI base, String key) {
        this.base = base;
        this.key = key;
        this.http = HttpClient.newBuilder().connectTimeout(LIMIT).build();
    }

    /// A registered webhook, with the secret that is shown this once.
    record Registered(String id, WebhookSecret secret) {}

    /// Whether somebody serves there at all.
    ///
    /// @throws CommandFailure when not
    static void requireServing(URI base) throws InterruptedException {
        try (var api = new WebhooksApi(base, "")) {
            api.send(api.request("/health/ready").GET());
        }
    }

    /// Whether the API knows our key by now. Asked too often before, it answers 429 in place of
    /// 401.
    boolean knowsKey() throws InterruptedException {
        int status = send(request("/v1/webhooks").GET()).statusCode();
        return status != 401 && status != 429;
    }

    Registered register(String url, List<EventType> events) throws InterruptedException {
        var body = Map.of("url", url, "events", events.stream().map(EventType::name).toList());
        var response =
                send(
                        request("/v1/webhooks")
                                .header("Content-Type", "application/json")
                                .POST(
                                        HttpRequest.BodyPublishers.ofByteArray(
                                                JsonMapper.shared().writeValueAsBytes(body))));
        JsonNode answer = json(response);
        if (response.statusCode() / 100 != 2) {
            throw new CommandFailure(
                    "the API did not register %s: %d %s"
                            .formatted(
                                    url,
                                    response.statusCode(),
                                    answer.path("error").path("message").asString("")));
        }
        return new Registered(
                answer.path("data").path("id").asString(""),
                new WebhookSecret(answer.path("data").path("secret").asString("")));
    }

    void delete(String id) throws InterruptedException {
        send(request("/v1/webhooks/" + id).DELETE());
    }

    @Override
    public void close() {
        http.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + key);
    }

    private HttpResponse<byte[]> send(HttpRequest.Builder request) throws InterruptedException {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new CommandFailure(
                    "no API answers at %s: start everything with ./sahut up, or give its address with --api"
                            .formatted(base),
                    e);
        }
    }

    private static JsonNode json(HttpResponse<byte[]> response) {
        try {
            return JsonMapper.shared().readTree(response.body());
        } catch (JacksonException e) {
            throw new CommandFailure(
                    "what answers at %s is no Sahut API".formatted(response.uri()), e);
        }
    }
}
