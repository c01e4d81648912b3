package id.sahut.webhooks.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.embeddedkafka.EmbeddedKafka;
import id.sahut.webhooks.testing.TestCluster;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IntakeKafkaAwayIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final byte[] EVENT =
            """
            {"event":"message.created","timestamp":"2024-03-15T08:30:00Z",
             "workspace_id":"ws_1","data":{}}
            """
                    .getBytes(UTF_8);

    private static final String LINE =
            "{\"event\":\"message.created\",\"timestamp\":\"2024-03-15T08:30:00Z\",\"workspace_id\":\"ws_1\",\"data\":{}}";

    @TempDir private static Path folder;

    @Test
    void anEventIsUnavailableWithinFiveSecondsAndPublishedOnceKafkaIsBack() {
        var cluster = TestCluster.start(folder);
        String bootstrap = cluster.clients().settings().bootstrapServers();
        int port = Integer.parseInt(bootstrap.substring(bootstrap.indexOf(':') + 1));
        String key = ApiCaller.newKey(cluster, new WorkspaceId("ws_1"));
        try (var service = ApiCaller.start(cluster.settings(Map.of()))) {
            service.awaitKnows(key);
            String before = id(post(service, key, Optional.of("before")));
            cluster.close();

            for (var idempotencyKey : List.of(Optional.<String>empty(), Optional.of("during"))) {
                long begin = System.nanoTime();
                var refused = post(service, key, idempotencyKey);
                var took = Duration.ofNanos(System.nanoTime() - begin);

                ApiCaller.assertError(refused, 503, "unavailable");
                assertThat(refused.headers().firstValue("Retry-After")).isPresent();
                assertThat(took).isLessThan(Duration.ofMillis(5_500));

                begin = System.nanoTime();
                var lines =
                        service.postLines(
                                key, (LINE + "\n" + LINE).getBytes(UTF_8), idempotencyKey);
                took = Duration.ofNanos(System.nanoTime() - begin);
                ApiCaller.assertError(lines, 503, "unavailable");
                assertThat(took).isLessThan(Duration.ofMillis(5_500));
            }
            assertThat(id(post(service, key, Optional.of("before")))).isEqualTo(before);
            assertThat(service.isWell()).isTrue();

            try (var _ = EmbeddedKafka.start(EmbeddedKafka.Options.in(folder).withPort(port))) {
                await().atMost(SOON)
                        .until(() -> post(service, key, Optional.of("during")).statusCode() == 202);
                String during = id(post(service, key, Optional.of("during")));
                assertThat(id(post(service, key, Optional.of("during")))).isEqualTo(during);
                assertThat(id(post(service, key, Optional.of("before")))).isEqualTo(before);
                assertThat(id(post(service, key, Optional.empty()))).isNotEqualTo(during);
            }
        }
    }

    private static HttpResponse<String> post(
            ApiCaller service, String key, Optional<String> idempotencyKey) {
        return service.post(key, "/v1/events", EVENT, idempotencyKey);
    }

    private static String id(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return ApiCaller.json(answer).path("data").path("event_id").asString();
    }
}
