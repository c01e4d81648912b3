package id.sahut.webhooks.bench.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.bench.load.Payload;
import id.sahut.webhooks.common.id.WorkspaceId;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Each kind of endpoint, as a sender meets it.
final class SinkServerIT {

    private static final String ID = "dlv_0123456789abcdef0123456789abcdef";
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final InstantSource clock = InstantSource.system();
    private final Arrivals arrivals =
            new Arrivals(clock, List.of(Duration.ofSeconds(5), Duration.ofSeconds(30)));
    private final SinkServer server = new SinkServer(arrivals, Optional.empty());
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @AfterEach
    void close() {
        client.shutdownNow();
        server.close();
    }

    @Test
    void anEndpointThatIsWellAcceptsAtOnce() throws Exception {
        assertThat(post("ok/1", 1)).isEqualTo(200);
        var snapshot = arrivals.snapshot();
        assertThat(snapshot.count().posts()).isEqualTo(1);
        assertThat(snapshot.count().deliveries()).isEqualTo(1);
        assertThat(snapshot.count().repeats()).isZero();
        assertThat(snapshot.latency("ok").orElseThrow().getTotalCount()).isEqualTo(1);
    }

    @Test
    void theSameAttemptMadeAgainIsCounted() throws Exception {
        assertThat(post("ok/1", 1)).isEqualTo(200);
        assertThat(post("ok/1", 1)).isEqualTo(200);
        assertThat(arrivals.count().repeats()).isEqualTo(1);
    }

    @Test
    void aRepeatWhereTheConnectionBrokeIsExcused() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> post("reset/1", 1)).isInstanceOf(IOException.class);
        }
        assertThat(arrivals.snapshot().group("reset").repeats()).isPositive();
        assertThat(arrivals.count().repeats()).isZero();
    }

    @Test
    void anEndpointThatTakesTimeTakesIt() throws Exception {
        long begin = System.nanoTime();
        assertThat(post("delay-200/1", 1)).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isGreaterThanOrEqualTo(Duration.ofMillis(195));
    }

    @Test
    void anEndpointThatFailsFirstAcceptsTheSecondAttemptAndKnowsThatItIsEarly() throws Exception {
        assertThat(post("fail-first/1", 1)).isEqualTo(500);
        assertThat(post("fail-first/1", 2)).isEqualTo(200);
        var snapshot = arrivals.snapshot();
        assertThat(snapshot.early()).isEqualTo(1);
        assertThat(snapshot.retryLateness().getTotalCount()).isEqualTo(1);
        assertThat(snapshot.count().repeats()).isZero();
    }

    @Test
    void anEndpointThatHangsNeverAnswers() {
        assertThatThrownBy(() -> post("hang/1", 1, Duration.ofMillis(300)))
                .isInstanceOf(HttpTimeoutException.class);
        assertThat(arrivals.count().posts()).isEqualTo(1);
    }

    @Test
    void anEndpointThatDripsAnswersWithABodyThatDoesNotEnd() throws Exception {
        var answer = client.send(request("drip/1", 1, LIMIT), body());
        assertThat(answer.statusCode()).isEqualTo(200);
        try (InputStream drops = answer.body()) {
            assertThat(drops.read()).isEqualTo('.');
            assertThat(drops.read()).isEqualTo('.');
            assertThat(drops.available()).isZero();
        }
    }

    @Test
    void anEndpointThatResetsBreaksTheConnectionBeforeItAnswers() {
        assertThatThrownBy(() -> post("reset/1", 1)).isInstanceOf(IOException.class);
        await().until(() -> arrivals.count().posts() >= 1);
    }

    @Test
    void onlyWhatIsScheduledAfterTheWarmUpIsTimed() throws Exception {
        arrivals.timeFrom(Long.MAX_VALUE);
        assertThat(post("ok/1", 1)).isEqualTo(200);
        assertThat(arrivals.snapshot().latency("ok")).isEmpty();
        assertThat(arrivals.count().posts()).isEqualTo(1);
    }

    private int post(String path, int attempt) throws IOException, InterruptedException {
        return post(path, attempt, LIMIT);
    }

    private int post(String path, int attempt, Duration limit)
            throws IOException, InterruptedException {
        return client.send(request(path, attempt, limit), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private HttpRequest request(String path, int attempt, Duration limit) {
        return HttpRequest.newBuilder(
                        URI.create(
                                "http://localhost:%d/%s"
                                        .formatted(server.ports().getFirst(), path)))
                .timeout(limit)
                .header("X-Sahut-Delivery", ID)
                .header("X-Sahut-Attempt", Integer.toString(attempt))
                .POST(
                        HttpRequest.BodyPublishers.ofByteArray(
                                Payload.of(
                                        new WorkspaceId("ws_sinkx00000001"), 1, clock.instant())))
                .build();
    }

    private static HttpResponse.BodyHandler<InputStream> body() {
        return HttpResponse.BodyHandlers.ofInputStream();
    }
}
