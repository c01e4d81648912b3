package id.sahut.webhooks.ingest.api;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.ingest.apikey.Plan;
import id.sahut.webhooks.ingest.described.DescribedApi;
import id.sahut.webhooks.ingest.described.Description;
import id.sahut.webhooks.ingest.http.HttpServer;
import id.sahut.webhooks.ingest.http.Origins;
import id.sahut.webhooks.ingest.limit.KeyLimits;
import id.sahut.webhooks.ingest.limit.WrongKeyLimits;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// What `openapi.yaml` says, beside what a server does that has no Kafka yet.
final class DescriptionTest {

    /// For operators and for people who read; not part of the API.
    private static final Pattern BESIDE_THE_API = Pattern.compile("/(health|metrics|docs)(/.*)?");

    private static final Description DESCRIPTION = Description.load();

    private static HttpServer server;
    private static HttpClient http;

    @BeforeAll
    static void start() {
        var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        server =
                HttpServer.start(
                        "127.0.0.1",
                        0,
                        new HttpServer.Wiring(
                                List.of(
                                        new JsonApi(
                                                EventCatalogue.builtIn(),
                                                new KeyLimits(
                                                        Map.of(Plan.BUSINESS, 60),
                                                        System::nanoTime),
                                                new WrongKeyLimits(1, System::nanoTime),
                                                Clock.systemUTC(),
                                                meters)),
                                new Origins(List.of()),
                                System::nanoTime,
                                new Health(),
                                meters));
        http = DescribedApi.around(HttpClient.newHttpClient());
    }

    @AfterAll
    static void stop() {
        http.close();
        server.close();
    }

    @Test
    void everyRouteIsDescribedAndEveryDescribedRouteExists() {
        Set<String> routes =
                server.routes().stream()
                        .filter(it -> !BESIDE_THE_API.matcher(path(it)).matches())
                        .collect(Collectors.toCollection(TreeSet::new));
        var described = new TreeSet<>(DESCRIPTION.operations().keySet());
        DESCRIPTION.operations().keySet().stream()
                .filter(it -> it.startsWith("GET "))
                .forEach(it -> described.add("HEAD " + path(it)));

        assertThat(routes).containsExactlyElementsOf(described);
    }

    @Test
    void everyRouteSaysWhatAnyRouteMayAnswer() {
        DESCRIPTION
                .operations()
                .forEach((name, operation) -> {
                    var expected = new ArrayList<String>();
                    if (!operation.has("security")) {
                        expected.addAll(Set.of("400", "401", "429", "500", "503"));
                    }
                    if (operation.has("requestBody")) {
                        expected.addAll(Set.of("400", "408", "413", "415", "422"));
                    }
                    if (name.contains("{id}")) {
                        expected.add("404");
                    }
                    assertThat(operation.path("responses").propertyNames())
                            .as(name)
                            .containsAll(expected);
                });
    }

    @Test
    void whateverIsNotThereYetIsAnsweredAsDescribed() {
        for (String name : server.routes()) {
            String path = path(name).replace("{id}", "wh_1").replace("{recovery}", "rcv_1");
            String method = name.substring(0, name.indexOf(' '));
            if (path.startsWith("/v1/") && !path.endsWith(".yaml")) {
                assertThat(answer(method, path).statusCode()).as(name).isEqualTo(503);
            }
        }
        assertThat(answer("GET", "/v1/nothing").statusCode()).isEqualTo(404);
        assertThat(answer("TRACE", "/v1/webhooks").statusCode()).isEqualTo(405);
    }

    @Test
    void everyExampleIsOne() {
        int[] examples = {0};
        holdExamples(DESCRIPTION.root(), examples);

        assertThat(examples[0]).isGreaterThan(40);
    }

    @Test
    void theExampleOfAnErrorRepeatsItsStatus() {
        DESCRIPTION
                .operations()
                .forEach((name, operation) ->
                        operation
                                .path("responses")
                                .forEachEntry((status, response) -> {
                                    JsonNode reference = response.path("$ref");
                                    JsonNode resolved =
                                            reference.isString()
                                                    ? DESCRIPTION
                                                            .root()
                                                            .at(
                                                                    reference
                                                                            .stringValue()
                                                                            .substring(1))
                                                    : response;
                                    if (Integer.parseInt(status) >= 400) {
                                        JsonNode error =
                                                resolved.at(
                                                        "/content/application~1json/example/error");
                                        assertThat(error.path("status").asString())
                                                .as(name + " " + status)
                                                .isEqualTo(status);
                                    }
                                }));
    }

    @Test
    void theDescriptionIsServedAsItIs() {
        var answer = answer("GET", "/v1/openapi.yaml");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/yaml");
        assertThat(new YAMLMapper().readTree(answer.body())).isEqualTo(DESCRIPTION.root());
    }

    @Test
    void thePageLoadsNothingButOurOwnFiles() {
        var page = answer("GET", "/docs");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'; script-src 'self';")
                .doesNotContain("unsafe", "http", "*");
        assertThat(page.body()).doesNotContain("://", "<script>", "<style>", " style=");
        var links = Pattern.compile("(?:src|href)=\"([^\"]*)\"").matcher(page.body());
        var loaded = links.results().map(it -> it.group(1)).toList();
        assertThat(loaded).hasSizeGreaterThan(4).allMatch(it -> it.startsWith("/"));
        for (String path : loaded) {
            var part = answer("GET", path);
            assertThat(part.statusCode()).as(path).isEqualTo(200);
            assertThat(part.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        }
    }

    /// Looks wherever there is a schema with an example beside it.
    private static void holdExamples(JsonNode node, int[] count) {
        JsonNode schema = node.path("schema");
        if (schema.isObject()) {
            if (node.has("example")) {
                holdExample(schema, node.path("example"), count);
            }
            node.path("examples").forEach(it -> holdExample(schema, it.path("value"), count));
        }
        if (node.path("type").isString() && node.path("examples").isArray()) {
            node.path("examples").forEach(it -> holdExample(node, it, count));
        }
        node.forEach(it -> holdExamples(it, count));
    }

    private static void holdExample(JsonNode schema, JsonNode example, int[] count) {
        count[0]++;
        assertThat(DESCRIPTION.objections(schema, example)).as(example.toString()).isEmpty();
    }

    private static String path(String route) {
        return route.substring(route.indexOf(' ') + 1);
    }

    private static HttpResponse<String> answer(String method, String path) {
        var uri = URI.create("http://127.0.0.1:%d%s".formatted(server.port(), path));
        var request =
                HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody());
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("no answer", e);
        }
    }
}
