package id.sahut.webhooks.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.attempt.AttemptRecord;
import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.testing.TestCluster;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The history's pages on a running service, as a browser without scripts sees them. What the
/// dispatcher would write is written by hand. Each test has a webhook of its own.
final class DashboardHistoryIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final WorkspaceId WORKSPACE = new WorkspaceId("ws_pages");
    private static final WorkspaceId OTHER = new WorkspaceId("ws_stranger");
    private static final AtomicInteger EVENTS = new AtomicInteger();
    private static final String MARKUP = "<script>alert(1)</script><img src=x onerror=alert(2)>";
    private static final Pattern ROW = Pattern.compile("<tr class=\"delivery\"");
    private static final Pattern LIVE =
            Pattern.compile("hx-get=\"([^\"]+/live[^\"]*seen=[^\"]+)\"");
    private static final Pattern MORE = Pattern.compile("id=\"more\" href=\"([^\"]+)\"");

    @TempDir private static Path folder;
    private static TestCluster cluster;
    private static ApiCaller caller;
    private static String key;
    private static String otherKey;

    private Reader reader;
    private WebhookId webhook;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start(folder.resolve("kafka"), "5s,30s");
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
        webhook = register(key);
    }

    @AfterEach
    void leave() {
        reader.close();
    }

    @Test
    void aHistoryWithoutDeliveriesSaysHowOneComesAbout() {
        assertThat(reader.read(list("")).body())
                .contains("No deliveries yet", "Send Test")
                .doesNotContain("<table");
        assertThat(reader.read(list("?state=failed")).body()).contains("No delivery matches");
    }

    @Test
    void aListThatIsOpenIsToldAnewAsSoonAsItChangesAndPausedWhenSomebodyWantsIt() {
        Delivery first = fannedOut("{}");
        Matcher asked = LIVE.matcher(awaitShown("", first));
        assertThat(asked.find()).isTrue();
        String place = asked.group(1).replace("&amp;", "&");
        var told = CompletableFuture.supplyAsync(() -> part(place).body());
        assertThat(told).isNotDone();

        Delivery second = fannedOut("{}");

        String list = told.orTimeout(10, TimeUnit.SECONDS).join();
        assertThat(list)
                .contains(second.eventId().value(), first.eventId().value())
                .contains("id=\"list\"", "hx-swap-oob=\"true\"", "Pause")
                .doesNotContain("<html");
        String paused = part(list("/live")).body();
        assertThat(paused).contains("Paused", "Resume").doesNotContain("hx-trigger=\"load");
    }

    @Test
    void whoeverWaitsForAListWithAKeyThatIsRevokedIsSentAwayAndToldNothing() {
        String own = ApiCaller.newKey(cluster, WORKSPACE);
        caller.awaitKnows(own);
        awaitShown("", fannedOut("{}"));
        try (var waiting = Reader.signedIn(caller.port(), own)) {
            Matcher asked = LIVE.matcher(waiting.read(list("")).body());
            assertThat(asked.find()).isTrue();
            String place = asked.group(1).replace("&amp;", "&");
            var told =
                    CompletableFuture.supplyAsync(() ->
                            waiting.answer(waiting.request(place).header("HX-Request", "true")));
            await().atMost(SOON)
                    .until(() -> caller.metrics().contains("sahut_history_waiting 1.0"));

            revoke(own);
            var _ = fannedOut("{}");

            var answer = told.orTimeout(10, TimeUnit.SECONDS).join();
            assertThat(answer.statusCode()).isEqualTo(204);
            assertThat(answer.headers().firstValue("HX-Redirect")).isPresent();
        }
    }

    /// Returns when nobody takes it any more.
    private static void revoke(String own) {
        String hint = own.substring(own.length() - 4);
        String id =
                Api.data(caller.get(own, "/v1/api-keys"))
                        .valueStream()
                        .filter(it -> it.path("hint").asString().endsWith(hint))
                        .map(it -> it.path("id").asString())
                        .findFirst()
                        .orElseThrow();
        assertThat(caller.delete(key, "/v1/api-keys/" + id).statusCode()).isEqualTo(204);
        await().atMost(SOON).until(() -> caller.get(own, "/v1/webhooks").statusCode() == 401);
    }

    @Test
    void aDeliveryIsInTheListWithItsStateAttemptsAndWhenTheNextIsDue() {
        Delivery delivery = fannedOut("{\"a\":1}");
        Delivery failed = attempted(delivery, 503, "try later", "retry", "30s");
        cluster.write(DeliveryRecords.write(delay("30s"), failed));

        String page = awaitShown("?state=retrying", delivery);

        assertThat(page)
                .contains("Retrying</span>", "1/3", "1 of 3 attempts", "<code>503</code>")
                .containsPattern("<time[^>]*title=\"20[^\"]*Z\">in \\d+ s</time>")
                .contains("1 delivery<");
    }

    @Test
    void anOpenedDeliveryTellsItsWholeLifeItsPayloadAndHowToRepeatIt() {
        Delivery delivery = fannedOut("{\"text\":\"it's <b>\"}");
        Delivery failed = attempted(delivery, 503, "try later", "retry", "30s");
        cluster.write(DeliveryRecords.write(delay("30s"), failed));
        awaitShown("?state=retrying", delivery);

        String page = reader.read("/deliveries/" + delivery.id()).body();

        assertThat(page)
                .contains("Event published", "Attempt 1: refused", "try later")
                .contains("Answered 503 after 20 ms", "Attempt 2 is due")
                .contains("  \"text\": \"it's &lt;b&gt;\"\n")
                .contains("X-Sahut-Event", "curl -i -X POST 'http://localhost:3000/")
                .contains("--data-binary '{\"text\":\"it'\\''s &lt;b&gt;\"}'");
        String part = part("/deliveries/" + delivery.id()).body();
        assertThat(part).startsWith("<tr class=\"opened\">").doesNotContain("<html");
    }

    @Test
    void whatBecameOfATestIsToldToItsOwnerAlone() {
        Delivery delivery = fannedOut("{}");
        var _ = attempted(delivery, 500, "no", "expired", null);
        awaitShown("", delivery);
        String place = "/deliveries/%s/test?asked=0".formatted(delivery.id());

        assertThat(reader.read(place).body()).contains("refused", "Answered 500");
        try (var other = Reader.signedIn(caller.port(), otherKey)) {
            String theirs = other.read(place).body();
            assertThat(theirs).contains("asked=1").doesNotContain("Answered");
            assertThat(other.read("/deliveries/dlv_none/test?asked=0").body())
                    .isEqualTo(theirs.replace(delivery.id().value(), "dlv_none"));
            assertThat(other.read(place.replace("asked=0", "asked=30")).body())
                    .doesNotContain("hx-get")
                    .contains("Nothing has been heard");
        }
    }

    @Test
    void aDeliveryIsSentAgainFromItsPageAndInItsPlaceButNotByAStranger() {
        Delivery delivery = fannedOut("{}");
        var _ = attempted(delivery, 500, "no", "expired", null);
        awaitShown("", delivery);
        String place = "/deliveries/" + delivery.id();
        reader.read(place);
        try (var other = Reader.signedIn(caller.port(), otherKey)) {
            other.read("/webhooks/new");
            assertThat(other.send(place + "/resend", Map.of()).statusCode()).isEqualTo(404);
        }

        assertThat(reader.answer(reader.form(place + "/resend", Map.of(), "")).statusCode())
                .isEqualTo(403);
        var sent = reader.send(place + "/resend", Map.of());
        assertThat(sent.uri()).hasToString(uri(place + "?done=resent"));
        assertThat(sent.body()).contains("It is on its way again");
        await().atMost(SOON).until(() -> reader.read(list("")).body().contains("resent 1×"));
        var part =
                reader.answer(
                        reader.form(place + "/resend", Map.of(), reader.token())
                                .header("HX-Request", "true"));
        assertThat(part.body()).startsWith("<tr class=\"opened\">").contains("on its way again");

        reader.read("/webhooks/" + webhook);
        reader.send("/webhooks/" + webhook + "/disable", Map.of());
        var disabled = reader.send(place + "/resend", Map.of());
        assertThat(disabled.statusCode()).isEqualTo(409);
        assertThat(disabled.body()).contains("The webhook is disabled. Enable it");
    }

    @Test
    void aPayloadThatIsNowhereAnyMoreIsSaidSo() {
        Delivery delivery = delivery("{}");
        var _ = attempted(delivery, 200, "thanks", "none", null);
        awaitShown("?state=delivered", delivery);

        assertThat(reader.read("/deliveries/" + delivery.id()).body())
                .contains("It is no longer kept in Kafka", "Attempt 1: taken")
                .doesNotContain("curl");
    }

    @Test
    void filtersAreInTheAddressWhichSignsInAndComesBackToThem() {
        Delivery delivery = fannedOut("{}");
        awaitShown("?state=waiting", delivery);

        var tidied = reader.read(list("?state=waiting&event=&status=&from=&to=&event_id="));
        assertThat(tidied.uri()).hasToString(uri(list("?state=waiting")));
        assertThat(tidied.body())
                .contains("<option value=\"waiting\" selected>")
                .contains("%2Fdeliveries%3Fstate%3Dwaiting\" lang=\"id\"");
        assertThat(reader.read(list("?event_id=evt_none")).body()).contains("No delivery matches");
        assertThat(reader.read(list("?status=9xx&from=yesterday")).body())
                .contains("id=\"status-error\"", "id=\"from-error\"", "value=\"9xx\"");

        try (var stranger = new Reader(caller.port())) {
            stranger.read(list("?state=waiting"));
            var back = stranger.send("/login", Map.of("key", key, "next", list("?state=waiting")));
            assertThat(back.uri()).hasToString(uri(list("?state=waiting")));
        }
    }

    @Test
    void moreIsLoadedFromWhereThePageBeforeEnded() {
        for (int i = 0; i < 53; i++) {
            var _ = fannedOut("{}");
        }
        await().atMost(SOON).until(() -> reader.read(list("")).body().contains("53 deliveries"));
        var first = reader.read(list("?state=waiting"));
        var more = MORE.matcher(first.body());
        assertThat(more.find()).isTrue();
        String next = more.group(1).replace("&amp;", "&");
        assertThat(next).startsWith(list("?state=waiting&after="));

        assertThat(rows(first)).isEqualTo(50);
        assertThat(rows(reader.read(next))).isEqualTo(3);
        var part = part(next);
        assertThat(rows(part)).isEqualTo(3);
        assertThat(part.body()).contains("That is all.").doesNotContain("<html");
    }

    @Test
    void howAnEndpointDoesIsToldInTheListAndDrawnOnItsPage() {
        assertThat(reader.read("/webhooks/" + webhook).body())
                .contains("No attempts", "No attempts in this time.");
        Delivery delivery = fannedOut("{}");
        var _ = attempted(fannedOut("{}"), 200, "thanks", "none", null);
        for (int i = 0; i < 5; i++) {
            delivery = attempted(delivery, 503, "try later", "retry", "30s");
        }
        cluster.write(DeliveryRecords.write(delay("30s"), delivery));

        await().atMost(SOON)
                .until(() -> {
                    String page = reader.read("/webhooks/" + webhook).body();
                    return page.contains("(1 of 6)") && page.contains("Next retry <time");
                });
        String page = reader.read("/webhooks/" + webhook).body();
        assertThat(page)
                .contains("16.6% of attempts were taken", "Failing</span>", "Answered 503 after")
                .contains("<rect class=\"taken\"", "<rect class=\"failed\"")
                .contains("<polyline class=\"median\"", "<polyline class=\"slow\"")
                .contains("The same as a table")
                .doesNotContain("style=");
        assertThat(reader.read("/webhooks/" + webhook + "?over=7d").body())
                .contains("?over=7d\" aria-current=\"true\"", "(1 of 6)");
        await().atMost(SOON)
                .until(() -> reader.read("/webhooks").body().contains("<strong>16.6%</strong>"));
        assertThat(reader.read("/webhooks").body())
                .contains("Failing</span>", "Answered 503 after 20 ms", "Next retry <time");
    }

    @Test
    void anotherWorkspacesDeliveriesAreNoMoreThereThanNone() {
        Delivery delivery = fannedOut("{}");
        awaitShown("", delivery);
        try (var other = Reader.signedIn(caller.port(), otherKey)) {
            var theirs = other.read("/deliveries/" + delivery.id());
            var none = other.read("/deliveries/dlv_none");
            assertThat(theirs.statusCode()).isEqualTo(404);
            assertThat(theirs.body().replace(delivery.id().value(), "dlv_none"))
                    .isEqualTo(none.body());
            assertThat(other.read(list("")).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void whatEventsAndEndpointsSayIsShownAndNeverRuns() {
        Delivery delivery = fannedOut("{\"name\":\"" + MARKUP + "\"}");
        Delivery failed = attempted(delivery, 500, MARKUP, "retry", "30s");
        cluster.write(DeliveryRecords.write(delay("30s"), failed));
        awaitShown("?state=retrying", delivery);

        for (String path :
                new String[] {
                    "/deliveries/" + delivery.id(),
                    list("?event=%3Cscript%3E&status=%22%3E%3Cscript%3E&event_id=%3Cscript%3E")
                }) {
            var page = reader.read(path);
            assertThat(page.body()).doesNotContain("<script>", "<img src=x");
            assertThat(page.headers().firstValue("Content-Security-Policy"))
                    .hasValueSatisfying(it -> assertThat(it).startsWith("default-src 'none'"));
        }
    }

    @Test
    void withoutAHistoryItsPagesSaySoAndTheOthersGoOn() {
        try (var another =
                ApiCaller.start(
                        cluster.settings(
                                Map.of(
                                        "sahut.history.enabled", "true",
                                        "sahut.history.url",
                                                "jdbc:postgresql://127.0.0.1:1/none")))) {
            another.awaitKnows(key);
            try (var visitor = Reader.signedIn(another.port(), key)) {
                var page = visitor.read(list(""));
                assertThat(page.statusCode()).isEqualTo(503);
                assertThat(page.headers().firstValue("Retry-After")).isPresent();
                assertThat(page.body()).contains("The history can’t be read just now", "Filter");
                assertThat(visitor.read("/deliveries/dlv_1").statusCode()).isEqualTo(503);
                assertThat(visitor.read("/webhooks").body())
                        .contains("yourserver.com", "Not to be had just now");
                assertThat(visitor.read("/webhooks/" + webhook).body())
                        .contains("Configuration", "Not to be had just now");
            }
        }
    }

    private String awaitShown(String query, Delivery delivery) {
        await().atMost(SOON)
                .until(() -> reader.read(list(query)).body().contains(delivery.id().value()));
        return reader.read(list(query)).body();
    }

    private HttpResponse<String> part(String path) {
        return reader.answer(reader.request(path).header("HX-Request", "true"));
    }

    private static int rows(HttpResponse<String> page) {
        return (int) ROW.matcher(page.body()).results().count();
    }

    private String list(String query) {
        return "/webhooks/%s/deliveries%s".formatted(webhook, query);
    }

    private static String uri(String path) {
        return "http://127.0.0.1:" + caller.port() + path;
    }

    private static WebhookId register(String key) {
        return caller.register(key);
    }

    private Delivery delivery(String payload) {
        var event = new EventId("evt_" + EVENTS.incrementAndGet());
        return Delivery.first(
                webhook,
                DerivedIds.delivery(event, webhook),
                event,
                "message.created",
                WORKSPACE.value(),
                Instant.now(),
                Optional.empty(),
                payload.getBytes(UTF_8));
    }

    private Delivery fannedOut(String payload) {
        Delivery delivery = delivery(payload);
        cluster.write(DeliveryRecords.write(cluster.topics().deliveries(), delivery));
        return delivery;
    }

    private static Delivery attempted(
            Delivery delivery, int status, String answer, String next, @Nullable String tier) {
        cluster.write(
                new AttemptRecord(
                                delivery.id().value(),
                                delivery.eventId().value(),
                                "message.created",
                                delivery.webhookId().value(),
                                WORKSPACE.value(),
                                delivery.attempt() + 1,
                                status / 100 == 2 ? "delivered" : "refused",
                                status,
                                "answered " + status,
                                Instant.now(),
                                20,
                                answer,
                                next,
                                tier,
                                delivery.resend(),
                                delivery.createdAt(),
                                null)
                        .write(cluster.topics().attempts()));
        return delivery.failed(new Delivery.LastFailure(Optional.of(status), "refused"));
    }

    private static String delay(String tier) {
        return cluster.topics().delayPrefix() + tier;
    }
}
