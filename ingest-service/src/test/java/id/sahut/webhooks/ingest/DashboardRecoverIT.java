package id.sahut.webhooks.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.testing.TestCluster;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The page on which many deliveries are sent again, as a browser without scripts sees it, on a
/// running service. Each test has a webhook of its own.
final class DashboardRecoverIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final WorkspaceId WORKSPACE = new WorkspaceId("ws_mending");
    private static final WorkspaceId OTHER = new WorkspaceId("ws_bystander");
    private static final String TYPE = "message.created";
    private static final String SINCE = "2026-01-01T00:00";
    private static final Pattern STOP = Pattern.compile("action=\"([^\"]+/rcv_[^\"]+/stop)\"");

    @TempDir private static Path folder;
    private static TestCluster cluster;
    private static ApiCaller caller;
    private static String key;
    private static String otherKey;

    private Reader reader;
    private WebhookId webhook;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start(folder.resolve("kafka"));
        caller =
                ApiCaller.start(
                        cluster.settings(
                                Map.of(
                                        "sahut.history.enabled",
                                        "true",
                                        "sahut.history.url",
                                        "jdbc:sqlite:" + folder.resolve("history.db"))));
        key = ApiCaller.newKey(cluster, WORKSPACE);
        otherKey = ApiCaller.newKey(cluster, OTHER);
        caller.awaitKnows(key);
        caller.awaitKnows(otherKey);
    }

    @AfterAll
    static void stop() {
        caller.close();
        cluster.close();
    }

    @BeforeEach
    void signIn() {
        reader = Reader.signedIn(caller.port(), key);
        webhook = caller.register(key);
    }

    @AfterEach
    void leave() {
        reader.close();
    }

    @Test
    void whatFailedIsCountedSentAgainAndToldOf() {
        List<String> ids = FailedDeliveries.write(cluster, webhook, TYPE, 3);
        FailedDeliveries.write(cluster, webhook, "contact.created", 2);
        FailedDeliveries.waiting(cluster, webhook, TYPE, 1);
        String since = "?since=" + SINCE;

        awaitCount(since + "&failed=on", "5 deliveries");
        awaitCount(since + "&failed=on&event=" + TYPE, "3 deliveries");
        awaitCount(since + "&waiting=on&event=" + TYPE, "1 delivery");
        assertThat(reader.read(page(since + "&delivered=on")).body())
                .contains("No delivery matches")
                .doesNotContain(">Recover</button>");

        var begun = begin(Map.of("since", SINCE, "failed", "on", "event", TYPE));
        assertThat(begun.uri().getQuery()).isEqualTo("done=recovery-begun");
        assertThat(begun.body()).contains("The recovery has begun");
        await().atMost(SOON).until(() -> reader.read(page("")).body().contains("Done</span>"));
        assertThat(reader.read(page("")).body())
                .contains("Given up · " + TYPE, "<dt>sent again</dt><dd>3</dd>")
                .contains("<dt>skipped</dt><dd>0</dd>", "<progress max=\"3\" value=\"3\"")
                .doesNotContain("/stop\"");
        assertThat(FailedDeliveries.sentAgain(cluster, webhook).keySet())
                .containsExactlyInAnyOrderElementsOf(ids);
    }

    @Test
    void oneThatWaitsIsStoppedAndUntilThenNoOtherBegins() {
        FailedDeliveries.write(cluster, webhook, TYPE, 2);
        awaitCount("?since=" + SINCE + "&failed=on", "2 deliveries");
        reader.send("/webhooks/" + webhook + "/disable", Map.of());
        String begun = begin(Map.of("since", SINCE, "failed", "on")).body();
        assertThat(begun)
                .contains("Waiting</span>", "hx-trigger=\"every 2s\"", "list=busy")
                .contains("Another recovery is still under way")
                .doesNotContain(">Recover</button>");

        var second = begin(Map.of("since", SINCE, "failed", "on"));
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(second.body()).contains("Another recovery of this webhook is not finished");
        var path = STOP.matcher(second.body());
        assertThat(path.find()).isTrue();
        try (var other = Reader.signedIn(caller.port(), otherKey)) {
            other.read("/webhooks/new");
            assertThat(other.send(path.group(1), Map.of()).statusCode()).isEqualTo(404);
            assertThat(other.read(page("")).statusCode()).isEqualTo(404);
        }
        assertThat(reader.answer(reader.form(path.group(1), Map.of(), "")).statusCode())
                .isEqualTo(403);

        var stopped = reader.send(path.group(1), Map.of());
        assertThat(stopped.body()).contains("The recovery was stopped", "Stopped</span>");
        var list = part("?list=busy");
        assertThat(list.headers().firstValue("HX-Trigger")).contains("recovery-ended");
        assertThat(list.body())
                .startsWith("<section id=\"recoveries\"")
                .doesNotContain("every 2s", "<html");
        assertThat(part("?since=" + SINCE + "&failed=on").body())
                .startsWith("<form id=\"wanted\"")
                .contains("2 deliveries", ">Recover</button>");
        assertThat(FailedDeliveries.sentAgain(cluster, webhook)).isEmpty();
    }

    @Test
    void whatIsWrongIsSaidBesideItsFieldAndNothingBegins() {
        var wrong = begin(Map.of("since", SINCE, "until", SINCE, "event", "<b>"));

        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body())
                .contains("id=\"until-error\"", "id=\"states-error\"", "id=\"event-error\"")
                .contains("value=\"" + SINCE + "\"", "correct the fields above")
                .contains("No recovery of this webhook")
                .doesNotContain("<b>");
        assertThat(reader.read(page("?since=yesterday&failed=on")).body())
                .contains("id=\"since-error\"", "correct the fields above");
    }

    @Test
    void withoutAHistoryThePageSaysSo() {
        try (var another =
                ApiCaller.start(cluster.settings(Map.of("sahut.history.enabled", "false")))) {
            another.awaitKnows(key);
            try (var visitor = Reader.signedIn(another.port(), key)) {
                String shown = visitor.read(page("")).body();
                assertThat(shown)
                        .contains("The history can’t be read", "Recoveries can’t be read or begun")
                        .doesNotContain(">Recover</button>");
                var sent = visitor.send(page(""), Map.of("since", SINCE, "failed", "on"));
                assertThat(sent.statusCode()).isEqualTo(503);
                assertThat(sent.headers().firstValue("Retry-After")).isPresent();
            }
        }
    }

    private void awaitCount(String query, String words) {
        await().atMost(SOON)
                .until(() ->
                        reader.read(page(query)).body().contains("<strong>" + words + "</strong>"));
    }

    /// After the page has been read, for its token.
    private HttpResponse<String> begin(Map<String, String> fields) {
        reader.read(page(""));
        return reader.send(page(""), fields);
    }

    private HttpResponse<String> part(String query) {
        return reader.answer(reader.request(page(query)).header("HX-Request", "true"));
    }

    private String page(String query) {
        return "/webhooks/%s/recoveries%s".formatted(webhook, query);
    }
}
