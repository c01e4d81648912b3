package id.sahut.webhooks.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.common.signing.WebhookSecret;
import id.sahut.webhooks.common.webhook.EncryptedSecret;
import id.sahut.webhooks.common.webhook.SecretBox;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.common.webhook.WebhookRecords;
import id.sahut.webhooks.ingest.apikey.ApiKeys;
import id.sahut.webhooks.ingest.described.DescribedApi;
import id.sahut.webhooks.testing.TestCluster;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Changing, rotating and testing webhooks over HTTP, on a real broker. Each test has a workspace
/// of its own.
class WebhookChangesIT {

    private static final Duration SOON = Duration.ofSeconds(20);

    @TempDir private static Path folder;
    private static TestCluster cluster;
    private static IngestService service;
    private static ApiKeys keys;
    private static HttpClient http;

    private WorkspaceId workspace;
    private Api api;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start(folder);
        var health = new Health();
        service =
                IngestService.start(
                        cluster.settings(Map.of()),
                        new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                        health);
        keys =
                new ApiKeys(
                        cluster.clients(),
                        cluster.topics().apiKeys(),
                        Clock.systemUTC(),
                        new SecureRandom());
        http = DescribedApi.around(HttpClient.newHttpClient());
        await().atMost(SOON).until(() -> health.readiness().isWell());
    }

    @AfterAll
    static void stop() {
        http.close();
        service.close();
        assertThat(service.failure()).isNotDone();
        cluster.close();
    }

    @BeforeEach
    void workspace(TestInfo test) {
        workspace =
                new WorkspaceId(
                        "ws_"
                                + Integer.toUnsignedString(
                                        (test.getTestMethod() + test.getDisplayName()).hashCode()));
        api = api(workspace);
    }

    @Test
    void whatTheRequestNamedAtCreationIsInTheAnswerToo() {
        var answer =
                api.send(
                        "POST",
                        "",
                        """
                        {"url": "https://a.example.com/", "events": ["message.created"],
                         "description": "Für das CRM", "enabled": false}
                        """);

        assertThat(answer.statusCode()).isEqualTo(201);
        JsonNode data = Api.data(answer);
        assertThat(data.propertyNames())
                .containsExactly(
                        "id", "url", "events", "secret", "created_at", "description", "enabled");
        JsonNode shown = api.shown(data.path("id").asString());
        assertThat(shown.path("description").asString()).isEqualTo("Für das CRM");
        assertThat(shown.path("enabled").asBoolean()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "PATCH"})
    void whatAChangeDoesNotNameStays(String method) {
        String id = api.register().path("id").asString();
        JsonNode before = api.shown(id);

        var answer = api.send(method, "/" + id, "{\"description\": \"new\", \"enabled\": false}");

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode after = Api.data(answer);
        assertThat(after.propertyNames())
                .containsExactly(
                        "id",
                        "url",
                        "events",
                        "description",
                        "enabled",
                        "created_at",
                        "updated_at");
        assertThat(after.path("description").asString()).isEqualTo("new");
        assertThat(after.path("enabled").asBoolean()).isFalse();
        for (String kept : List.of("id", "url", "events", "created_at")) {
            assertThat(after.path(kept)).isEqualTo(before.path(kept));
        }
        assertThat(api.shown(id)).isEqualTo(after);
        assertThat(Api.data(api.send("GET", "")).get(0)).isEqualTo(after);
    }

    @Test
    void aChangeReachesTheTopicAndLeavesTheSecretAlone() {
        JsonNode created = api.register();
        String id = created.path("id").asString();

        api.send(
                "PUT",
                "/" + id,
                "{\"url\": \"https://B.example.com/x\", \"events\": [\"contact.created\"]}");

        Webhook webhook = latest(id);
        assertThat(webhook.url()).isEqualTo("https://b.example.com/x");
        assertThat(webhook.events()).containsExactly(new EventType("contact.created"));
        assertThat(opened(webhook, webhook.secret())).isEqualTo(created.path("secret").asString());
        assertThat(webhook.updatedAt()).isAfter(webhook.createdAt());
    }

    @Test
    void nullRemovesADescription() {
        String id = api.register().path("id").asString();
        api.send("PUT", "/" + id, "{\"description\": \"new\"}");

        var answer = api.send("PUT", "/" + id, "{\"description\": null}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(Api.data(answer).has("description")).isFalse();
        assertThat(api.shown(id).has("description")).isFalse();
    }

    @Test
    void aChangeOfNothingIsAllowedAndWritesNothing() {
        String id = api.register().path("id").asString();
        JsonNode before = api.shown(id);

        assertThat(Api.data(api.send("PUT", "/" + id, "{}"))).isEqualTo(before);
        assertThat(records(id)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"url\": | 400 | bad_request",
                "`` | 400 | bad_request",
                "{\"url\": null} | 400 | bad_request",
                "{\"enabled\": \"no\"} | 400 | bad_request",
                "{\"enabled\": true, \"enabled\": false} | 400 | bad_request",
                "{\"events\": []} | 422 | validation_error",
                "{\"events\": [\"x\"]} | 422 | validation_error",
                "{\"description\": \"\"} | 422 | validation_error",
                "{\"secret\": \"whsec_mine\", \"colour\": 1} | 422 | validation_error"
            })
    void aBadChangeIsRefusedAndChangesNothing(String body, int status, String code) {
        String id = api.register().path("id").asString();
        JsonNode before = api.shown(id);

        for (String method : List.of("PUT", "PATCH")) {
            assertError(api.send(method, "/" + id, body), status, code);
        }

        assertThat(api.shown(id)).isEqualTo(before);
    }

    @Test
    void unknownMembersAreNamed() {
        String id = api.register().path("id").asString();

        assertThat(api.send("PATCH", "/" + id, "{\"secret\": 1, \"colour\": 2}").body())
                .contains("'secret', 'colour'");
        assertThat(api.send("POST", "/" + id + "/rotate-secret", "{\"overlap\": 1}").body())
                .contains("'overlap'");
        assertThat(api.send("POST", "/" + id + "/test", "{\"type\": 1}").body()).contains("'type'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://[::ffff:7f00:1]/",
                "https://169.254.169.254/latest/meta-data/",
                "https://①②⑦.⓪.⓪.①/",
                "https://metadata.google.internal/",
                "http://example.com/",
                "https://example.com:6379/",
                "https://user:pw@example.com/",
                ""
            })
    void aRefusedUrlGetsTheSameAnswerHoweverItComes(String url) {
        JsonNode created = api.register();
        String path = "/" + created.path("id").asString();
        var uniform =
                api.send(
                        "POST",
                        "",
                        "{\"url\": \"%s\", \"events\": [\"message.created\"]}".formatted(url));

        assertError(uniform, 422, "validation_error");
        for (String method : List.of("PUT", "PATCH")) {
            assertThat(api.send(method, path, "{\"url\": \"%s\"}".formatted(url)).body())
                    .isEqualTo(uniform.body());
        }
        assertThat(api.shown(created.path("id").asString()).path("url"))
                .isEqualTo(created.path("url"));
    }

    @Test
    void changesAtTheSameTimeDoNotUndoEachOther() {
        String id = api.register().path("id").asString();
        for (int round = 0; round < 10; round++) {
            boolean enabled = round % 2 == 1;
            String type = enabled ? "contact.created" : "contact.updated";
            var changes =
                    List.of(
                            "{\"url\": \"https://a.example.com/%d\"}".formatted(round),
                            "{\"description\": \"round %d\"}".formatted(round),
                            "{\"enabled\": %b}".formatted(enabled),
                            "{\"events\": [\"%s\"]}".formatted(type));
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                changes.forEach(it -> threads.execute(() -> api.send("PUT", "/" + id, it)));
            }

            JsonNode shown = api.shown(id);
            assertThat(shown.path("url").asString()).isEqualTo("https://a.example.com/" + round);
            assertThat(shown.path("description").asString()).isEqualTo("round " + round);
            assertThat(shown.path("enabled").asBoolean()).isEqualTo(enabled);
            assertThat(shown.path("events").get(0).asString()).isEqualTo(type);
        }
    }

    @Test
    void aRotationShowsANewSecretAndKeepsTheOldOneForADay() {
        JsonNode created = api.register();
        String id = created.path("id").asString();
        Instant begin = Instant.now();

        var answer = api.send("POST", "/" + id + "/rotate-secret");

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonNode data = Api.data(answer);
        assertThat(data.propertyNames())
                .containsExactly(
                        "id",
                        "url",
                        "events",
                        "enabled",
                        "created_at",
                        "updated_at",
                        "previous_secret_expires_at",
                        "secret");
        String secret = data.path("secret").asString();
        assertThat(secret).matches("whsec_.{43}=").isNotEqualTo(created.path("secret").asString());
        Instant until = Instant.parse(data.path("previous_secret_expires_at").asString());
        assertThat(until).isBetween(begin.plusSeconds(86_400), begin.plusSeconds(86_420));
        JsonNode shown = api.shown(id);
        assertThat(shown.has("secret")).isFalse();
        assertThat(shown.path("previous_secret_expires_at").asString()).isEqualTo("" + until);

        Webhook webhook = latest(id);
        var previous = webhook.previousSecret().orElseThrow();
        assertThat(opened(webhook, webhook.secret())).isEqualTo(secret);
        assertThat(opened(webhook, previous.secret())).isEqualTo(created.path("secret").asString());
        assertThat(previous.until()).isEqualTo(until);
        assertThat(records(id))
                .noneMatch(it ->
                        text(it.value()).contains(secret.substring(6))
                                || text(it.value())
                                        .contains(created.path("secret").asString().substring(6)));
    }

    @Test
    void aSecondOverlapDoesNotBeginBeforeTheFirstHasEnded() {
        String id = api.register().path("id").asString();
        String rotate = "/" + id + "/rotate-secret";
        JsonNode first = Api.data(api.send("POST", rotate, "{\"overlap_seconds\": 3600}"));

        var second = api.send("POST", rotate, "{}");

        assertError(second, 409, "conflict");
        assertThat(second.body()).contains(first.path("previous_secret_expires_at").asString());
        assertThat(api.shown(id).path("previous_secret_expires_at"))
                .isEqualTo(first.path("previous_secret_expires_at"));

        JsonNode last = Api.data(api.send("POST", rotate, "{\"overlap_seconds\": 0}"));

        assertThat(last.has("previous_secret_expires_at")).isFalse();
        assertThat(last.path("secret")).isNotEqualTo(first.path("secret"));
        Webhook webhook = latest(id);
        assertThat(webhook.previousSecret()).isEmpty();
        assertThat(opened(webhook, webhook.secret())).isEqualTo(last.path("secret").asString());
    }

    @Test
    void anOverlapThatHasEndedIsNoLongerShownAndNothingStandsInTheWay() {
        String id = api.register().path("id").asString();
        String rotate = "/" + id + "/rotate-secret";
        Api.data(api.send("POST", rotate, "{\"overlap_seconds\": 1}"));

        await().atMost(SOON).until(() -> !api.shown(id).has("previous_secret_expires_at"));

        assertThat(api.send("POST", rotate, "{\"overlap_seconds\": 1}").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"overlap_seconds\": \"1\"} | 400 | bad_request",
                "{\"overlap_seconds\": 0.5} | 400 | bad_request",
                "[] | 400 | bad_request",
                "{\"overlap_seconds\": -1} | 422 | validation_error",
                "{\"overlap_seconds\": 604801} | 422 | validation_error"
            })
    void aBadOverlapIsRefusedAndTheSecretStays(String body, int status, String code) {
        String id = api.register().path("id").asString();

        assertError(api.send("POST", "/" + id + "/rotate-secret", body), status, code);

        assertThat(records(id)).hasSize(1);
    }

    @Test
    void aTestIsOneDeliveryToOneWebhookAndNothingElse() {
        String id = api.register().path("id").asString();
        api.register(); // wants the same, and gets nothing

        var answer = api.send("POST", "/" + id + "/test", "{\"event\": \"contact.updated\"}");

        assertThat(answer.statusCode()).isEqualTo(202);
        JsonNode data = Api.data(answer);
        assertThat(data.propertyNames()).containsExactly("event_id", "delivery_id", "event");
        String eventId = data.path("event_id").asString();
        assertThat(eventId).matches("evt_[0-9A-HJKMNP-TV-Z]{26}");
        assertThat(data.path("delivery_id").asString())
                .isEqualTo(DerivedIds.delivery(new EventId(eventId), new WebhookId(id)).value());
        assertThat(data.path("event").asString()).isEqualTo("contact.updated");

        List<ConsumerRecord<byte[], byte[]>> ours =
                cluster.read(cluster.topics().deliveries()).stream()
                        .filter(it -> workspace.value().equals(header(it, "workspace-id")))
                        .toList();
        assertThat(ours).hasSize(1);
        var record = ours.getFirst();
        assertThat(text(record.key())).isEqualTo(id);
        assertThat(record.value())
                .isEqualTo(
                        EventCatalogue.builtIn()
                                .entry("contact.updated")
                                .orElseThrow()
                                .exampleOf(workspace));
        assertThat(Stream.of(record.headers().toArray()).map(Header::key))
                .containsExactly(
                        "delivery-id",
                        "event-id",
                        "event-type",
                        "workspace-id",
                        "attempt",
                        "created-at",
                        "deferrals");
        assertThat(header(record, "delivery-id")).isEqualTo(data.path("delivery_id").asString());
        assertThat(header(record, "event-id")).isEqualTo(eventId);
        assertThat(header(record, "event-type")).isEqualTo("contact.updated");
        assertThat(header(record, "attempt")).isEqualTo("0");
        assertThat(cluster.read(cluster.topics().events())).isEmpty();
        assertThat(cluster.read(cluster.topics().eventsRejected())).isEmpty();
    }

    @Test
    void aTestWithoutBodySendsTheFirstTypeTheWebhookWants() {
        String id = api.register().path("id").asString();

        for (var answer :
                List.of(
                        api.send("POST", "/" + id + "/test"),
                        api.send("POST", "/" + id + "/test", "{}"))) {
            assertThat(answer.statusCode()).isEqualTo(202);
            assertThat(Api.data(answer).path("event").asString()).isEqualTo("message.created");
        }
    }

    @Test
    void aDisabledWebhookIsNotTestedUntilItIsEnabled() {
        String id = api.register().path("id").asString();
        api.send("PUT", "/" + id, "{\"enabled\": false}");

        assertError(api.send("POST", "/" + id + "/test"), 409, "conflict");

        api.send("PUT", "/" + id, "{\"enabled\": true}");
        assertThat(api.send("POST", "/" + id + "/test").statusCode()).isEqualTo(202);
    }

    @Test
    void anUnknownTypeIsNotTested() {
        String id = api.register().path("id").asString();

        assertError(
                api.send("POST", "/" + id + "/test", "{\"event\": \"message.gone\"}"),
                422,
                "validation_error");
        assertError(api.send("POST", "/" + id + "/test", "{\"event\": 1}"), 400, "bad_request");
    }

    @Test
    void aUrlThatWasOnceAllowedIsNotTestedWhenItNoLongerIs() {
        String id = api.register().path("id").asString();
        Webhook before = latest(id);
        cluster.write(
                WebhookRecords.write(
                        cluster.topics().webhooks(),
                        new Webhook(
                                before.id(),
                                workspace,
                                "https://10.0.0.1/",
                                before.events(),
                                before.secret(),
                                Optional.empty(),
                                Optional.empty(),
                                true,
                                before.createdAt(),
                                before.updatedAt())));
        await().atMost(SOON)
                .until(() -> api.shown(id).path("url").asString().equals("https://10.0.0.1/"));

        var answer = api.send("POST", "/" + id + "/test");

        assertError(answer, 422, "validation_error");
        assertThat(answer.body())
                .isEqualTo(api.send("PUT", "/" + id, "{\"url\": \"https://10.0.0.1/\"}").body());
        // What the request doesn't touch is not judged.
        assertThat(api.send("PUT", "/" + id, "{\"description\": \"still\"}").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "GET    | ``             | ``",
                "PUT    | ``             | {\"description\": \"mine now\"}",
                "PATCH  | ``             | {\"url\": \"https://127.0.0.1/\"}",
                "PUT    | ``             | {\"x",
                "DELETE | ``             | ``",
                "POST   | /rotate-secret | ``",
                "POST   | /rotate-secret | {\"overlap_seconds\": -1}",
                "POST   | /test          | ``",
                "POST   | /test          | {\"event\": \"nonsense\"}"
            })
    void anotherWorkspacesWebhookIsAnsweredLikeNone(String method, String path, String body) {
        JsonNode created = api.register();
        String theirs = created.path("id").asString();
        Api stranger = api(new WorkspaceId("ws_stranger"));
        var theirAnswer = stranger.send(method, "/" + theirs + path, body);

        assertError(theirAnswer, 404, "not_found");
        for (String id :
                List.of(
                        "wh_01HX6G4P8R0T2UABCDEFGHJKMN",
                        "wh_none",
                        "wh_",
                        "wh_" + "a".repeat(65),
                        "evt_1",
                        "no%20id",
                        "%C3%A9")) {
            var answer = stranger.send(method, "/" + id + path, body);
            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo(theirAnswer.body());
        }
        assertThat(records(theirs)).hasSize(1);
        assertThat(api.shown(theirs).path("url")).isEqualTo(created.path("url"));
    }

    private static Api api(WorkspaceId workspace) {
        var api = new Api(http, service.port(), keys.create(workspace, "test").plain().reveal());
        await().atMost(SOON).until(() -> api.send("GET", "").statusCode() == 200);
        return api;
    }

    private static Webhook latest(String id) {
        return new WebhookRecords(EventCatalogue.builtIn())
                .read(records(id).getLast().value())
                .orElseThrow();
    }

    private static List<ConsumerRecord<byte[], byte[]>> records(String id) {
        return cluster.read(cluster.topics().webhooks()).stream()
                .filter(it -> text(it.key()).equals(id))
                .toList();
    }

    private static String opened(Webhook webhook, EncryptedSecret secret) {
        SecretBox box = cluster.settings(Map.of()).secretBox(new SecureRandom());
        return box.open(secret, webhook.workspaceId(), webhook.id())
                .map(WebhookSecret::reveal)
                .orElseThrow();
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return text(record.headers().lastHeader(name).value());
    }

    private static String text(byte[] utf8) {
        return new String(utf8, UTF_8);
    }

    private static void assertError(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body())
                .startsWith("{\"error\":{\"code\":\"%s\",\"message\":\"".formatted(code))
                .endsWith("\",\"status\":%d}}".formatted(status));
    }
}
