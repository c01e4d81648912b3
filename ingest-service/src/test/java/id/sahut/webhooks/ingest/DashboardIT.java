package id.sahut.webhooks.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.testing.TestCluster;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/// The dashboard on a running service, as a browser without scripts sees it. Each test has a
/// workspace of its own.
final class DashboardIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int WRONG_KEYS = 3;
    private static final String MARKUP = "\"><script>alert(1)</script><img src=x onerror=alert(2)>";
    private static final Pattern SECRET = Pattern.compile("id=\"secret\"[^>]*>(whsec_[^<]+)<");
    private static final Pattern KEY = Pattern.compile("id=\"key\"[^>]*>(sk_live_[^<]+)<");

    @TempDir private static Path folder;
    private static TestCluster cluster;
    private static IngestService service;
    private static int tries;

    private String key;
    private Reader reader;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start(folder);
        var health = new Health();
        service =
                IngestService.start(
                        cluster.settings(
                                Map.of(
                                        "sahut.rate-limits.wrong-keys",
                                        "" + WRONG_KEYS,
                                        "sahut.http.trusted-proxies",
                                        "127.0.0.0/8")),
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                        health);
        await().atMost(SOON).until(() -> health.readiness().isWell());
    }

    @AfterAll
    static void stop() {
        service.close();
        cluster.close();
    }

    @BeforeEach
    void signIn(TestInfo test) {
        var workspace =
                new WorkspaceId("ws_" + Integer.toUnsignedString(test.getDisplayName().hashCode()));
        key = ApiCaller.newKey(cluster, workspace);
        reader = new Reader(service.port());
        awaitSignedIn(reader, key);
    }

    @AfterEach
    void leave() {
        reader.close();
    }

    @Test
    void whoeverIsNotSignedInIsSentToSignInAndThenToWhereTheyWanted() {
        try (var stranger = new Reader(service.port())) {
            var login = stranger.read("/api-keys");
            assertThat(login.uri()).hasToString(uri("/login?next=%2Fapi-keys"));
            assertThat(login.body()).contains("name=\"next\" value=\"/api-keys\"");

            var page = stranger.send("/login", Map.of("key", key, "next", "/api-keys"));

            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.uri()).hasToString(uri("/api-keys"));
        }
    }

    @Test
    void aWebhookIsMadeItsSecretShownOnceAndThenItIsInTheList() {
        assertThat(reader.read("/webhooks").body()).contains("No webhooks yet");
        reader.read("/webhooks/new");

        var made = create("https://hooks.example.com/in?a=b", "CRM");

        assertThat(made.statusCode()).isEqualTo(200);
        assertThat(made.uri().getPath()).endsWith("/secret");
        assertThat(found(SECRET, made)).startsWith("whsec_").hasSize(50);
        assertThat(made.body()).contains("Node.js", "Python", "Java", "Go", "PHP");
        assertThat(reader.read(made.uri().getPath()).body())
                .contains("The secret has been shown")
                .doesNotContain("id=\"secret\"");
        assertThat(reader.read("/webhooks").body())
                .contains("<strong>hooks.example.com</strong>", "/in?a=b", "CRM", "Enabled");
    }

    @Test
    void whatIsWrongIsSaidBesideItsFieldAndWhatWasTypedIsKept() {
        reader.read("/webhooks/new");

        var wrong =
                reader.send(
                        "/webhooks", Map.of("url", "http://example.com", "description", "typed"));

        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body())
                .contains("id=\"url-error\"", "The URL must begin with https://")
                .contains("id=\"events-error\"", "value=\"http://example.com\"", "value=\"typed\"");
    }

    @Test
    void aWebhookIsChangedDisabledTestedRotatedAndDeleted() {
        String page = webhook();

        var saved =
                reader.send(
                        page, Map.of("url", "https://b.example.com/", "events", "contact.created"));
        assertThat(saved.body()).contains("Changes saved.", "https://b.example.com/");

        var sent = reader.send(page + "/test", Map.of("event", "message.created"));
        assertThat(sent.body()).contains("message.created is on its way as dlv_");

        var part =
                reader.answer(
                        reader.form(page + "/test", Map.of("event", "x.y"), reader.token())
                                .header("HX-Request", "true"));
        assertThat(part.body()).contains("One of the events is not known").doesNotContain("<html");

        var rotated = reader.send(page + "/rotate-secret", Map.of("overlap", "1d"));
        assertThat(found(SECRET, rotated)).startsWith("whsec_");
        assertThat(reader.read(page).body())
                .containsPattern("Two secrets are valid.*another (23 h 59 min|1 d 0 h), until");
        assertThat(reader.send(page + "/rotate-secret", Map.of("overlap", "1d")).statusCode())
                .isEqualTo(409);
        assertThat(found(SECRET, reader.send(page + "/rotate-secret", Map.of("overlap", "0"))))
                .startsWith("whsec_");
        reader.read(page);

        assertThat(reader.send(page + "/disable", Map.of()).body()).contains("Webhook disabled.");
        assertThat(reader.send(page + "/test", Map.of("event", "message.created")).statusCode())
                .isEqualTo(409);
        assertThat(reader.send(page + "/enable", Map.of()).body()).contains("Webhook enabled.");

        var kept = reader.send(page + "/delete", Map.of("host", "another.example.com"));
        assertThat(kept.statusCode()).isEqualTo(422);
        assertThat(kept.body()).contains("Type b.example.com exactly");
        var deleted = reader.send(page + "/delete", Map.of("host", "b.example.com"));
        assertThat(deleted.body()).contains("Webhook deleted.", "No webhooks yet");
        assertThat(reader.read(page).statusCode()).isEqualTo(404);
    }

    @Test
    void aKeyIsShownOnceWorksAndEndsItsSessionsWhenItIsRevoked() {
        reader.read("/api-keys");
        var made = reader.send("/api-keys", Map.of("label", "CRM Integration"));
        String plain = found(KEY, made);
        assertThat(reader.read(made.uri().getPath()).body()).doesNotContain(plain);

        try (var other = Reader.signedIn(service.port(), plain)) {
            assertThat(other.read("/webhooks").uri()).hasToString(uri("/webhooks"));
            String id = made.uri().getPath().split("/", -1)[2];
            reader.read("/api-keys");

            assertThat(reader.send("/api-keys/" + id + "/revoke", Map.of()).body())
                    .contains("API key revoked.");

            var ended = other.read("/webhooks");
            assertThat(ended.uri()).hasToString(uri("/login?next=%2Fwebhooks&why=ended"));
            assertThat(ended.body()).contains("Your session has ended");
        }
    }

    @Test
    void aFormWithoutItsSessionsTokenOrFromElsewhereDoesNothing() {
        String page = webhook();
        String token = reader.token();

        var without = reader.answer(reader.form(page + "/disable", Map.of(), ""));
        var forged =
                reader.answer(reader.form(page + "/disable", Map.of(), "AAAAAAAAAAAAAAAAAAAAAA"));
        var elsewhere =
                reader.answer(
                        reader.form(page + "/disable", Map.of(), token)
                                .header("Sec-Fetch-Site", "cross-site"));
        var login =
                reader.answer(
                        reader.form("/login", Map.of("key", key), "")
                                .header("Sec-Fetch-Site", "cross-site"));

        assertThat(without.statusCode()).isEqualTo(403);
        assertThat(forged.statusCode()).isEqualTo(403);
        assertThat(elsewhere.statusCode()).isEqualTo(403);
        assertThat(login.statusCode()).isEqualTo(403);
        assertThat(reader.read("/webhooks").body()).contains("Enabled").doesNotContain("Disabled");
    }

    @Test
    void markupIsShownAsWhatItIsAndNeverRuns() {
        reader.read("/webhooks/new");
        var wrong =
                reader.send(
                        "/webhooks",
                        Map.of("url", MARKUP, "events", MARKUP, "description", MARKUP));
        assertHarmless(wrong);
        var made = create("https://a.example.com/?q='%3Cscript%3E&x=alert(1)", MARKUP);
        assertHarmless(made);
        assertHarmless(reader.read("/webhooks"));
        assertHarmless(reader.read(made.uri().getPath().replace("/secret", "")));
        reader.read("/api-keys");
        reader.send("/api-keys", Map.of("label", MARKUP));
        assertHarmless(reader.read("/api-keys"));
        assertHarmless(reader.send("/api-keys", Map.of("label", MARKUP.repeat(9))));
        assertHarmless(reader.read("/login?next=%22%3E%3Cscript%3E&why=%3Cscript%3E"));
        assertHarmless(reader.read("/webhooks?done=%3Cscript%3E"));
        assertHarmless(reader.read("/webhooks/%3Cscript%3Ealert(1)%3C%2Fscript%3E"));
    }

    @Test
    void anotherWorkspacesWebhookIsNoMoreThereThanNone() {
        String page = webhook();
        String stranger = ApiCaller.newKey(cluster, new WorkspaceId("ws_stranger"));
        try (var other = new Reader(service.port())) {
            awaitSignedIn(other, stranger);
            other.read("/webhooks/new");

            assertThat(other.read(page).statusCode()).isEqualTo(404);
            assertThat(other.send(page, Map.of("url", "https://x.example.com")).statusCode())
                    .isEqualTo(404);
            assertThat(other.send(page + "/delete", Map.of("host", "a")).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void wrongKeysAreLimitedByAddress() {
        try (var guesser = new Reader(service.port())) {
            for (int i = 0; i < WRONG_KEYS; i++) {
                var wrong = guess(guesser);
                assertThat(wrong.statusCode()).isEqualTo(401);
                assertThat(wrong.body()).contains("This API key is not known");
            }
            var limited = guess(guesser);
            assertThat(limited.statusCode()).isEqualTo(429);
            assertThat(limited.headers().firstValue("Retry-After")).isPresent();
            assertThat(limited.body()).contains("Too many wrong keys");
        }
    }

    @Test
    void aLinkOnAnotherSiteLeadsOnToOursWithTheSession() {
        try (var stranger = new Reader(service.port())) {
            var onward =
                    stranger.answer(
                            stranger.request("/webhooks/wh_1")
                                    .header("Sec-Fetch-Site", "cross-site"));

            assertThat(onward.statusCode()).isEqualTo(200);
            assertThat(onward.body())
                    .contains("http-equiv=\"refresh\" content=\"0;url=/webhooks/wh_1\"");
        }
    }

    @Test
    void theLanguageThatIsChosenIsRemembered() {
        assertThat(reader.read("/webhooks").body()).contains("Add Webhook", "lang=\"en\"");

        assertThat(reader.read("/language?in=id&to=/webhooks").body())
                .contains("Tambah Webhook", "lang=\"id\"");
        assertThat(reader.read("/event-types").body()).contains("Pesan baru dikirim");
    }

    @Test
    void whoSignsOutIsOut() {
        reader.read("/webhooks");

        assertThat(reader.send("/logout", Map.of()).body()).contains("You have signed out.");
        assertThat(reader.read("/webhooks").uri().getPath()).isEqualTo("/login");
    }

    @Test
    void pagesThatAreNotThereAreSaidSoInHtmlToBrowsersOnly() {
        var page = reader.read("/nothing");

        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.body()).contains("Page not found", "<html");
        assertThat(reader.read("/v1/nothing").body()).contains("\"not_found\"");
    }

    /// The service learns of a new key a moment later; each try comes from another address, because
    /// wrong keys are counted.
    private static void awaitSignedIn(Reader who, String key) {
        await().atMost(SOON)
                .until(() ->
                        who.answer(
                                                who.form("/login", Map.of("key", key), "")
                                                        .header(
                                                                "X-Forwarded-For",
                                                                "203.0.113." + ++tries % 250))
                                        .statusCode()
                                == 200);
    }

    private HttpResponse<String> guess(Reader guesser) {
        return guesser.answer(
                guesser.form("/login", Map.of("key", "sk_live_guess"), "")
                        .header("X-Forwarded-For", "198.51.100.7"));
    }

    private HttpResponse<String> create(String url, String description) {
        return reader.send(
                "/webhooks",
                Map.of("url", url, "events", "message.created", "description", description));
    }

    /// @return a new webhook's page, which has been read
    private String webhook() {
        reader.read("/webhooks/new");
        String page =
                create("https://a.example.com/hook", "first")
                        .uri()
                        .getPath()
                        .replace("/secret", "");
        reader.read(page);
        return page;
    }

    private static void assertHarmless(HttpResponse<String> page) {
        assertThat(page.body())
                .as(page.uri().toString())
                .doesNotContain("<script>", "<img src=x", "'<script");
    }

    private static String found(Pattern pattern, HttpResponse<String> page) {
        Matcher matcher = pattern.matcher(page.body());
        assertThat(matcher.find()).as(page.statusCode() + " " + page.uri() + page.body()).isTrue();
        return matcher.group(1);
    }

    private static String uri(String path) {
        return "http://127.0.0.1:" + service.port() + path;
    }
}
