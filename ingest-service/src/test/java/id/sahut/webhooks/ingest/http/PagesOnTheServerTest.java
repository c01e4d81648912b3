package id.sahut.webhooks.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.endpoint.Cidr;
import id.sahut.webhooks.common.ops.Health;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// What the server does for a face that speaks HTML, whatever it says.
final class PagesOnTheServerTest {

    private static final Asset STYLE = Asset.of("/assets/a.css", "text/css", "p{}".getBytes(UTF_8));

    private final HttpServer server =
            HttpServer.start(
                    "127.0.0.1",
                    0,
                    new HttpServer.Wiring(
                            List.of(new Pages()),
                            new Origins(List.of(Cidr.parse("127.0.0.0/8"))),
                            System::nanoTime,
                            new Health(),
                            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT)));
    private final HttpClient http = HttpClient.newHttpClient();

    private static final class Pages implements Face {

        @Override
        public boolean answersAt(String path) {
            return path.startsWith("/pages");
        }

        @Override
        public boolean isId(String text) {
            return false;
        }

        @Override
        public Optional<Answer> inItsWords(Answer refusal, Visitor visitor) {
            return visitor.header("Accept")
                    .filter("text/html"::equals)
                    .map(_ -> Answer.page(refusal.status(), "<h1>sorry</h1>"));
        }

        @Override
        public void addTo(Router router) {
            router.document(STYLE.document());
            router.open("/pages", visitor -> Answer.page(200, "secure=" + visitor.isSecure()));
            router.open(
                    "/pages/broken",
                    _ -> {
                        throw new IllegalStateException("a bug");
                    });
            router.openForm(
                    "/pages",
                    (_, form) ->
                            Answer.seeOther("/pages?said=" + form.text("said"))
                                    .with(
                                            new Cookie(
                                                    "session",
                                                    "abc",
                                                    "/",
                                                    Duration.ofHours(12),
                                                    true,
                                                    true)));
        }
    }

    @AfterEach
    void stop() {
        http.close();
        server.close();
    }

    @Test
    void aPageMayLoadOurFilesAndNothingElse() {
        var page = answer(request("/pages"));

        assertThat(page.headers().firstValue("Content-Type")).contains("text/html;charset=utf-8");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; style-src 'self'; script-src 'self'")
                .contains("frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'")
                .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(page.headers().firstValue("Referrer-Policy")).contains("same-origin");
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
    }

    @Test
    void aFormIsAnsweredWithTheWayToAPageAndACookieThatNoScriptSees() {
        var answer = answer(form("/pages", "said=halo"));

        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(answer.headers().firstValue("Location")).contains("/pages?said=halo");
        assertThat(answer.headers().firstValue("Set-Cookie"))
                .contains("session=abc; Path=/; Max-Age=43200; HttpOnly; SameSite=Strict; Secure");
    }

    @Test
    void aFormThatIsTooLargeOrNoneIsRefused() {
        assertThat(answer(form("/pages", "said=" + "a".repeat(70_000))).statusCode())
                .isEqualTo(413);
        assertThat(answer(form("/pages", "said=%zz")).statusCode()).isEqualTo(400);
        assertThat(
                        answer(
                                        request("/pages")
                                                .header("Content-Type", "application/json")
                                                .POST(BodyPublishers.ofString("{}")))
                                .statusCode())
                .isEqualTo(415);
    }

    @Test
    void anAssetIsKeptForGoodAndNotSentTwice() {
        var first = answer(request(STYLE.path()));
        var again =
                answer(
                        request(STYLE.path())
                                .header(
                                        "If-None-Match",
                                        first.headers().firstValue("ETag").orElseThrow()));

        assertThat(STYLE.path()).matches("/assets/a\\.[0-9a-f]{16}\\.css");
        assertThat(first.headers().firstValue("Cache-Control").orElseThrow())
                .contains("max-age=31536000", "immutable");
        assertThat(first.body()).isEqualTo("p{}");
        assertThat(again.statusCode()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
    }

    @Test
    void whatTheServerRefusesIsSaidInTheFacesWordsToWhoeverReadsThem() {
        var page = answer(request("/nothing").header("Accept", "text/html"));
        var error = answer(request("/pages/nothing"));
        var broken = answer(request("/pages/broken").header("Accept", "text/html"));

        assertThat(page.statusCode()).isEqualTo(404);
        assertThat(page.body()).isEqualTo("<h1>sorry</h1>");
        assertThat(error.statusCode()).isEqualTo(404);
        assertThat(error.body()).contains("not_found");
        assertThat(broken.statusCode()).isEqualTo(500);
        assertThat(broken.body()).isEqualTo("<h1>sorry</h1>");
    }

    @Test
    void aRequestCameByTlsWhenAProxyOfOursSaysSo() {
        assertThat(answer(request("/pages")).body()).isEqualTo("secure=false");
        assertThat(answer(request("/pages").header("X-Forwarded-Proto", "https")).body())
                .isEqualTo("secure=true");
    }

    private HttpRequest.Builder form(String path, String body) {
        return request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path)));
    }

    private HttpResponse<String> answer(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("no answer", e);
        }
    }
}
