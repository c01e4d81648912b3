package id.sahut.webhooks.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.testing.TestCluster;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Events over HTTP, on a real broker, with event types of the operator's own.
class EventIntakeIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int MAX_BYTES = 64 * 1024;
    private static final String TYPES =
            """
            [{"type": "order.paid", "description": "An order was paid",
              "example": {"event":"order.paid","timestamp":"2024-03-15T08:30:00Z","workspace_id":"ws_1","data":{"total":1.5}}},
             {"type": "order.sent", "description": "An order was sent",
              "example": {"event":"order.sent","timestamp":"2024-03-15T08:30:00Z","workspace_id":"ws_1","data":{}}}]
            """;

    /// Every kind of white space and spelling that must survive.
    private static final String EVENT =
            "\r\n{ \"workspace_id\":\"ws_1\",\t\"event\" :\"order\\u002epaid\",\n\"data\":{\"n\":1.0e+2,"
                    + "\"text\":\"Sudah dibayar \uD83D\uDE4F \\ud83d\\ude4f \u0000\"},"
                    + " \"timestamp\": \"2024-03-15T15:30:00+07:00\" }  \n";

    @TempDir private static Path folder;
    private static TestCluster cluster;
    private static ApiCaller service;
    private static String key;

    @BeforeAll
    static void start() throws Exception {
        cluster = TestCluster.start(folder.resolve("kafka"));
        Path types = Files.writeString(folder.resolve("types.json"), TYPES);
        key = ApiCaller.newKey(cluster, new WorkspaceId("ws_1"));
        service =
                ApiCaller.start(
                        cluster.settings(
                                Map.of(
                                        "sahut.events.catalogue",
                                        types.toString(),
                                        "sahut.events.max-bytes",
                                        "" + MAX_BYTES)));
        service.awaitKnows(key);
    }

    @AfterAll
    static void stop() {
        assertThat(service.isWell()).isTrue();
        assertThat(cluster.read(cluster.topics().eventsRejected())).isEmpty();
        service.close();
        cluster.close();
    }

    @Test
    void anEventIsPublishedByteForByteUnderTheWorkspacesKey() {
        byte[] body = event();

        var answer = post(body);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        JsonNode data = ApiCaller.json(answer).path("data");
        assertThat(data.propertyNames()).containsExactly("event_id");
        String id = data.path("event_id").asString();
        assertThat(id).matches("evt_[0-9A-HJKMNP-TV-Z]{26}");
        assertThat(published(id))
                .singleElement()
                .satisfies(it -> {
                    assertThat(it.value()).isEqualTo(body);
                    assertThat(new String(it.key(), UTF_8)).isEqualTo("ws_1");
                });
    }

    @Test
    void theSameEventTwiceIsTwoEvents() {
        assertThat(id(post(event()))).isNotEqualTo(id(post(event())));
    }

    @Test
    void anEventBecomesADeliveryOfTheSameBytesUnderTheSameId() {
        var webhook =
                service.post(
                        key,
                        "/v1/webhooks",
                        "{\"url\": \"https://a.example.com/\", \"events\": [\"order.paid\"]}"
                                .getBytes(UTF_8),
                        Optional.empty());
        assertThat(webhook.statusCode()).isEqualTo(201);
        byte[] body = event();

        String id = id(post(body));

        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(cluster.read(cluster.topics().deliveries()))
                                .filteredOn(it -> header(it, "event-id").equals(id))
                                .singleElement()
                                .satisfies(it -> {
                                    assertThat(it.value()).isEqualTo(body);
                                    assertThat(header(it, "event-type")).isEqualTo("order.paid");
                                }));
    }

    @Test
    void onlyTheOperatorsEventTypesAreKnown() {
        var webhook =
                service.post(
                        key,
                        "/v1/webhooks",
                        "{\"url\": \"https://a.example.com/\", \"events\": [\"message.created\"]}"
                                .getBytes(UTF_8),
                        Optional.empty());

        assertThat(ApiCaller.assertError(webhook, 422, "validation_error"))
                .contains("order.paid, order.sent");
        assertThat(
                        ApiCaller.assertError(
                                post(text("message.created", "ws_1")), 422, "validation_error"))
                .contains("order.paid, order.sent");
    }

    @Test
    void eventTypesAreListedWithDescriptionAndExample() {
        var answer = service.get(key, "/v1/event-types");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .isEqualTo(
                        """
                        {"data":[{"type":"order.paid","description":"An order was paid",\
                        "example":{"event":"order.paid","timestamp":"2024-03-15T08:30:00Z","workspace_id":"ws_1","data":{"total":1.5}}},\
                        {"type":"order.sent","description":"An order was sent",\
                        "example":{"event":"order.sent","timestamp":"2024-03-15T08:30:00Z","workspace_id":"ws_1","data":{}}}],\
                        "meta":{"total":2,"page":1,"per_page":25,"total_pages":1}}\
                        """);
    }

    @Test
    void eventTypesCanBePaged() {
        JsonNode page = ApiCaller.json(service.get(key, "/v1/event-types?page=2&per_page=1"));

        assertThat(page.path("data").size()).isOne();
        assertThat(page.path("data").get(0).path("type").asString()).isEqualTo("order.sent");
        assertThat(page.path("meta").toString())
                .isEqualTo("{\"total\":2,\"page\":2,\"per_page\":1,\"total_pages\":2}");
        ApiCaller.assertError(service.get(key, "/v1/event-types?page=0"), 400, "bad_request");
    }

    @Test
    void withoutAKeyNothingIsToldAndNothingTaken() {
        ApiCaller.assertError(service.get("sk_live_x", "/v1/event-types"), 401, "unauthorized");
        ApiCaller.assertError(
                service.post("sk_live_x", "/v1/events", event(), Optional.empty()),
                401,
                "unauthorized");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{ | 400 | bad_request",
                "[] | 400 | bad_request",
                "{} | 400 | bad_request",
                "{\"event\":\"order.paid\",\"timestamp\":\"2024-03-15T08:30:00Z\","
                        + "\"workspace_id\":\"ws_1\"} | 400 | bad_request",
                "{\"event\":\"order.paid\",\"timestamp\":1,"
                        + "\"workspace_id\":\"ws_1\",\"data\":{}} | 400 | bad_request",
                "{\"event\":\"order.paid\",\"timestamp\":\"2024-03-15T08:30:00Z\","
                        + "\"workspace_id\":\"ws_1\",\"data\":[]} | 400 | bad_request",
                "{\"event\":\"order.paid\",\"timestamp\":\"2024-03-15T08:30:00Z\","
                        + "\"workspace_id\":\"ws_1\",\"data\":{\"a\":1,\"a\":2}}"
                        + " | 400 | bad_request",
                "{\"event\":\"order.paid\",\"timestamp\":\"today\","
                        + "\"workspace_id\":\"ws_1\",\"data\":{}} | 422 | validation_error",
                "{\"event\":\"order.paid\",\"timestamp\":\"2024-03-15T08:30:00Z\","
                        + "\"workspace_id\":\"ws_2\",\"data\":{}} | 422 | validation_error",
                "{\"event\":\"order.paid\",\"timestamp\":\"2024-03-15T08:30:00Z\","
                        + "\"workspace_id\":\"ws_1\",\"data\":{},\"id\":1} | 422 | validation_error"
            })
    void whatIsNoEventOfTheCallersIsRefused(String body, int status, String code) {
        ApiCaller.assertError(post(body.getBytes(UTF_8)), status, code);
    }

    @Test
    void anEventThatIsTooLargeIsInvalidAndABodyThatIsTooLargeIsNotRead() {
        byte[] largest = padded(MAX_BYTES);
        assertThat(id(post(largest))).isNotEmpty();
        assertThat(ApiCaller.assertError(post(padded(MAX_BYTES + 1)), 422, "validation_error"))
                .contains("65536 are allowed");
        ApiCaller.assertError(post(padded(1024 * 1024)), 422, "validation_error");
        ApiCaller.assertError(post(padded(1024 * 1024 + 1)), 413, "payload_too_large");
        var chunked =
                BodyPublishers.ofInputStream(
                        () -> new ByteArrayInputStream(padded(1024 * 1024 + 1)));
        ApiCaller.assertError(
                service.post(key, "/v1/events", chunked, Optional.empty()),
                413,
                "payload_too_large");
    }

    @ParameterizedTest
    @ValueSource(strings = {"two words", ""})
    void anIdempotencyKeyThatIsNotVisibleAsciiIsRefused(String idempotencyKey) {
        ApiCaller.assertError(
                service.post(key, "/v1/events", event(), Optional.of(idempotencyKey)),
                400,
                "bad_request");
        ApiCaller.assertError(
                service.post(key, "/v1/events", event(), Optional.of("x".repeat(129))),
                400,
                "bad_request");
    }

    @Test
    void eachLineIsAnEventAndAnsweredByItself() {
        String good = line("good");
        String spaced = "  " + line("spaced") + "\t";
        String foreign = line("foreign").replace("ws_1", "ws_2");

        JsonNode answer =
                lines(good + "\r\n\n" + foreign + "\n{\n \t\n" + spaced, Optional.empty());

        assertThat(answer.path("meta").toString()).isEqualTo("{\"published\":2,\"failed\":2}");
        JsonNode data = answer.path("data");
        assertThat(data.valueStream().map(it -> it.path("line").asInt()))
                .containsExactly(1, 3, 4, 6);
        assertThat(published(data.get(0).path("event_id").asString()))
                .singleElement()
                .satisfies(it -> {
                    assertThat(new String(it.value(), UTF_8)).isEqualTo(good);
                    assertThat(new String(it.key(), UTF_8)).isEqualTo("ws_1");
                });
        assertThat(data.get(1).path("error").toString())
                .isEqualTo(
                        "{\"code\":\"validation_error\",\"message\":\"workspace_id must be the API key's own, ws_1\",\"status\":422}");
        assertThat(data.get(2).path("error").path("status").asInt()).isEqualTo(400);
        assertThat(published(data.get(3).path("event_id").asString()))
                .singleElement()
                .satisfies(it -> assertThat(new String(it.value(), UTF_8)).isEqualTo(spaced));
    }

    @Test
    void withoutAKeyEventsAreKeptInTheOrderOfTheirLinesAndWhatIsAlikeTwice() {
        List<String> all =
                new ArrayList<>(
                        IntStream.range(0, 499).mapToObj(it -> line("in order " + it)).toList());
        all.add(all.getLast());

        JsonNode data = lines(String.join("\n", all), Optional.empty()).path("data");

        List<String> ids = data.valueStream().map(it -> it.path("event_id").asString()).toList();
        assertThat(ids).doesNotHaveDuplicates().hasSize(500);
        assertThat(
                        cluster.read(cluster.topics().events()).stream()
                                .map(it -> header(it, "event-id"))
                                .filter(ids::contains))
                .containsExactlyElementsOf(ids);
    }

    @Test
    void underAKeyEachLineIsKeptOnceInWhateverOrderItComesAgain() {
        String a = line("once a");
        String b = line("once b");
        String c = line("once c");
        var idempotencyKey = Optional.of("lines/once");

        JsonNode first = lines(a + "\n" + b + "\n" + a, idempotencyKey).path("data");
        JsonNode again = lines(c + "\n" + b + "\n" + a, idempotencyKey).path("data");

        String idOfA = first.get(0).path("event_id").asString();
        String idOfB = first.get(1).path("event_id").asString();
        assertThat(first.get(2).path("event_id").asString()).isEqualTo(idOfA);
        assertThat(again.get(1).path("event_id").asString()).isEqualTo(idOfB);
        assertThat(again.get(2).path("event_id").asString()).isEqualTo(idOfA);
        for (String it : List.of(a, b, c)) {
            assertThat(cluster.read(cluster.topics().events()))
                    .filteredOn(record -> new String(record.value(), UTF_8).equals(it))
                    .hasSize(1);
        }
        assertThat(lines(a, Optional.of("lines/other")).path("data").get(0).path("event_id"))
                .isNotEqualTo(first.get(0).path("event_id"));
    }

    @Test
    void linesThatAreNoneOrTooManyAreRefusedAndNoneIsTaken() {
        assertThat(
                        ApiCaller.assertError(
                                service.postLines(key, "\n \n".getBytes(UTF_8), Optional.empty()),
                                400,
                                "bad_request"))
                .isEqualTo("The body must have an event in each line; it has none");
        String many = (line("too many") + "\n").repeat(501);
        assertThat(
                        ApiCaller.assertError(
                                service.postLines(key, many.getBytes(UTF_8), Optional.empty()),
                                413,
                                "payload_too_large"))
                .isEqualTo("The body may have 500 events at most");
        ApiCaller.assertError(
                service.postLines(key, padded(1024 * 1024 + 1), Optional.empty()),
                413,
                "payload_too_large");
        ApiCaller.assertError(
                service.postLines(key, event(), Optional.of("two words")), 400, "bad_request");
        assertThat(cluster.read(cluster.topics().events()))
                .noneMatch(it -> new String(it.value(), UTF_8).contains("too many"));
    }

    private static String line(String text) {
        return """
        {"event":"order.paid","timestamp":"2024-03-15T08:30:00Z","workspace_id":"ws_1","data":{"text":"%s"}}\
        """
                .formatted(text);
    }

    private static JsonNode lines(String lines, Optional<String> idempotencyKey) {
        var answer = service.postLines(key, lines.getBytes(UTF_8), idempotencyKey);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(207);
        return ApiCaller.json(answer);
    }

    private static HttpResponse<String> post(byte[] body) {
        return service.post(key, "/v1/events", body, Optional.empty());
    }

    private static String id(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return ApiCaller.json(answer).path("data").path("event_id").asString();
    }

    /// A NUL is no JSON; its escape is.
    private static byte[] event() {
        return EVENT.replace("\u0000", "\\u0000").getBytes(UTF_8);
    }

    private static byte[] text(String type, String workspace) {
        return """
        {"event":"%s","timestamp":"2024-03-15T08:30:00Z","workspace_id":"%s","data":{}}\
        """
                .formatted(type, workspace)
                .getBytes(UTF_8);
    }

    private static byte[] padded(int bytes) {
        String event = new String(text("order.paid", "ws_1"), UTF_8);
        return (event + " ".repeat(bytes - event.length())).getBytes(UTF_8);
    }

    private static List<ConsumerRecord<byte[], byte[]>> published(String id) {
        return cluster.read(cluster.topics().events()).stream()
                .filter(it -> header(it, "event-id").equals(id))
                .toList();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? "" : new String(header.value(), UTF_8);
    }
}
