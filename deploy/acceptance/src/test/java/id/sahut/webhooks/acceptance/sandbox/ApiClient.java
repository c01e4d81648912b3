package id.sahut.webhooks.acceptance.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The REST API as a customer calls it. Immutable, safe for any thread.
public final class ApiClient {

    private static final List<String> ALL_EVENTS =
            List.of(
                    "conversation.created",
                    "conversation.updated",
                    "conversation.resolved",
                    "message.created",
                    "contact.created",
                    "contact.updated");

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final int port;

    public ApiClient(int port) {
        this.port = port;
    }

    public String base() {
        return origin() + "/v1";
    }

    /// Where the dashboard is, too.
    public String origin() {
        return "http://127.0.0.1:%d".formatted(port);
    }

    /// Registers a webhook for every event type.
    ///
    /// @return the answer's `data`; empty when the API does not know the key (yet)
    public Optional<JsonNode> register(String key, String url) {
        String body =
                JsonMapper.shared().writeValueAsString(Map.of("url", url, "events", ALL_EVENTS));
        var answer =
                send(request("/webhooks", key).POST(HttpRequest.BodyPublishers.ofString(body)));
        if (answer.statusCode() == 401 || answer.statusCode() == 429) { // asked too often before
            return Optional.empty();
        }
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return Optional.of(JsonMapper.shared().readTree(answer.body()).get("data"));
    }

    /// The first page of a workspace's webhooks: the answer as it is.
    public JsonNode list(String key) {
        var answer = send(request("/webhooks", key).GET());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return JsonMapper.shared().readTree(answer.body());
    }

    /// Whether it has read of the key yet, which takes a moment.
    public boolean knows(String key) {
        return send(request("/webhooks", key).GET()).statusCode() == 200;
    }

    public void delete(Subscription webhook) {
        var answer = send(request("/webhooks/" + webhook.webhookId(), webhook.apiKey()).DELETE());
        assertThat(answer.statusCode() / 100).as(answer.body()).isEqualTo(2);
    }

    /// A delivery as the history knows it; empty while it doesn't.
    public Optional<JsonNode> delivery(String key, String id) {
        var answer = send(request("/deliveries/" + id, key).GET());
        return answer.statusCode() == 200
                ? Optional.of(JsonMapper.shared().readTree(answer.body()).path("data"))
                : Optional.empty();
    }

    /// @return the how many-th time it is sent again
    public int resend(String key, String id) {
        var answer =
                send(
                        request("/deliveries/%s/resend".formatted(id), key)
                                .POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return JsonMapper.shared().readTree(answer.body()).path("data").path("resend").asInt();
    }

    private HttpRequest.Builder request(String path, String key) {
        return HttpRequest.newBuilder(URI.create(base() + path))
                .timeout(LIMIT)
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json");
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
