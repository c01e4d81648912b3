package id.sahut.webhooks.ingest;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Asks a service about webhooks over HTTP, with one key. Safe for any thread.
record Api(HttpClient http, int port, String key) {

    static final String EXAMPLE =
            """
            {"url": "https://yourserver.com/sahut-webhook",
             "events": ["message.created", "conversation.resolved"]}
            """;

    HttpResponse<String> send(String method, String path, String body) {
        return answer(
                request(path)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body)));
    }

    /// Without a body, and without saying what there might be in one.
    HttpResponse<String> send(String method, String path) {
        return answer(request(path).method(method, BodyPublishers.noBody()));
    }

    /// Registers the guide's example.
    ///
    /// @return the answer's `data`
    JsonNode register() {
        return data(send("POST", "", EXAMPLE));
    }

    JsonNode shown(String id) {
        return data(send("GET", "/" + id));
    }

    static JsonNode data(HttpResponse<String> answer) {
        if (answer.statusCode() / 100 != 2) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return JsonMapper.shared().readTree(answer.body()).path("data");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d/v1/webhooks%s".formatted(port, path)))
                .header("Authorization", "Bearer " + key);
    }

    private HttpResponse<String> answer(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("no answer", e);
        }
    }
}
