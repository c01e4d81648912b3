package id.sahut.webhooks.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryHeaders;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.delivery.RecordPlace;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.signing.WebhookSecret;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.common.webhook.WebhookRecords;
import id.sahut.webhooks.testing.TestCluster;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// Sending deliveries again, on a real broker, from events that the service has fanned out.
class ResendIT {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final WorkspaceId WORKSPACE = new WorkspaceId("ws_resend");
    private static final WorkspaceId OTHER = new WorkspaceId("ws_other");
    private static final String TRACEPARENT =
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    @TempDir private static Path folder;
    private static TestCluster cluster;
    private static ApiCaller caller;
    private static String key;
    private static String otherKey;

    private WebhookId webhook;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start(folder.resolve("kafka"));
        caller = ApiCaller.start(cluster.settings(history("history.db")));
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
    void webhook() {
        webhook = register(caller, key);
    }

    @Test
    void whatIsSentAgainIsTheSameDeliveryFromItsBeginning() {
        var published = publish(cluster, "halo, apa kabar? \u00e9 \ud83d\ude80");
        String id = deliveryOf(caller, key, webhook);
        ConsumerRecord<byte[], byte[]> original = sent(id).getFirst();

        assertSent(resend(key, id), id, 1);

        ConsumerRecord<byte[], byte[]> again = sent(id).getLast();
        assertThat(sent(id)).hasSize(2);
        assertThat(again.key()).isEqualTo(webhook.value().getBytes(UTF_8));
        assertThat(again.partition()).isEqualTo(original.partition());
        assertThat(again.value()).isEqualTo(original.value()).isEqualTo(published.event);
        for (String same :
                List.of(
                        DeliveryHeaders.EVENT_ID,
                        DeliveryHeaders.EVENT_TYPE,
                        DeliveryHeaders.WORKSPACE_ID,
                        DeliveryHeaders.SOURCE)) {
            assertThat(header(again, same)).as(same).isEqualTo(header(original, same)).isPresent();
        }
        assertThat(header(again, DeliveryHeaders.SOURCE)).contains(published.place.toString());
        assertThat(header(again, DeliveryHeaders.TRACEPARENT)).contains(TRACEPARENT);
        assertThat(header(again, DeliveryHeaders.RESEND)).contains("1");
        assertThat(header(again, DeliveryHeaders.AGAIN)).contains("resend");
        assertThat(header(again, DeliveryHeaders.ATTEMPT)).contains("0");
        assertThat(header(again, DeliveryHeaders.DEFERRALS)).contains("0");
        assertThat(header(again, DeliveryHeaders.CREATED_AT).map(Instant::parse).orElseThrow())
                .isAfterOrEqualTo(
                        Instant.parse(header(original, DeliveryHeaders.CREATED_AT).orElseThrow()));
        await().atMost(SOON).until(() -> shown(id).path("resend_count").asInt() == 1);
        assertThat(shown(id).path("state").asString()).isEqualTo("waiting");
        assertThat(caller.metrics()).contains("sahut_redrive_resends_total{result=\"sent\"}");
    }

    @Test
    void eachTimeHasANumberOfItsOwnThoughTheHistoryLags() throws Exception {
        publish(cluster, "halo");
        String id = deliveryOf(caller, key, webhook);
        assertSent(resend(key, id), id, 1);
        assertSent(caller.post(key, path(id), "{}".getBytes(UTF_8), Optional.empty()), id, 2);

        var numbers = new ArrayList<Integer>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<HttpResponse<String>> once = () -> resend(key, id);
            for (var answer :
                    threads.invokeAll(IntStream.range(0, 20).mapToObj(_ -> once).toList())) {
                numbers.add(Api.data(answer.get()).path("resend").asInt());
            }
        }

        Integer[] expected = IntStream.rangeClosed(3, 22).boxed().toArray(Integer[]::new);
        assertThat(numbers).containsExactlyInAnyOrder(expected);
        assertThat(
                        sent(id).stream()
                                .flatMap(it -> header(it, DeliveryHeaders.RESEND).stream())
                                .map(Integer::valueOf))
                .contains(expected)
                .doesNotHaveDuplicates();
    }

    @Test
    void anotherProcessGoesOnWhereTheHistoryIs() {
        publish(cluster, "halo");
        String id = deliveryOf(caller, key, webhook);
        assertSent(resend(key, id), id, 1);

        try (var another = ApiCaller.start(cluster.settings(history("another.db")))) {
            another.awaitKnows(key);
            await().atMost(SOON)
                    .until(() -> {
                        var answer = another.get(key, "/v1/deliveries/" + id);
                        return answer.statusCode() == 200
                                && Api.data(answer).path("resend_count").asInt() == 1;
                    });
            assertSent(resend(another, key, id), id, 2);
        }
    }

    @Test
    void anotherWorkspacesDeliveryIsAsUnknownAsNone() {
        publish(cluster, "halo");
        String id = deliveryOf(caller, key, webhook);

        var theirs = resend(otherKey, id);
        var none = resend(otherKey, "dlv_8a8c152df31f9b375cfde498b510f847");
        assertThat(ApiCaller.assertError(theirs, 404, "not_found"))
                .isEqualTo("There is no such delivery");
        assertThat(theirs.body()).isEqualTo(none.body());
        assertThat(resend(otherKey, "%C3%A9").body()).isEqualTo(none.body());
        var malformed = caller.post(otherKey, path(id), "[]".getBytes(UTF_8), Optional.empty());
        assertThat(malformed.body()).isEqualTo(none.body());
        assertThat(sent(id)).hasSize(1);
    }

    @Test
    void ofADeletedWebhookNothingIsSentAgain() {
        publish(cluster, "halo");
        String id = deliveryOf(caller, key, webhook);
        cluster.write(WebhookRecords.writeDeleted(cluster.topics().webhooks(), webhook));

        await().atMost(SOON).until(() -> resend(key, id).statusCode() == 404);
    }

    @Test
    void toADisabledWebhookNothingIsSentAgain() {
        Delivery delivery = byHand(webhookAt("https://a.example.com/", false));
        String id = known(delivery);

        assertThat(ApiCaller.assertError(resend(key, id), 409, "conflict")).contains("disabled");
        assertThat(sent(id)).hasSize(1);
    }

    @Test
    void toAUrlThatIsNoLongerAllowedNothingIsSentAgain() {
        Delivery delivery = byHand(webhookAt("https://10.0.0.1/", true));
        String id = known(delivery);

        assertThat(ApiCaller.assertError(resend(key, id), 422, "validation_error"))
                .contains("url must lead to a public server");
        assertThat(sent(id)).hasSize(1);
    }

    @Test
    void whatIsNoLongerKeptIsNotSentAgain() {
        Delivery delivery =
                byHand(
                        webhook,
                        it -> it.from(new RecordPlace(cluster.topics().events(), 3, 9_999)));
        String id = known(delivery);

        assertThat(ApiCaller.assertError(resend(key, id), 422, "validation_error"))
                .contains("no longer kept");
        assertThat(sent(id)).hasSize(1);
    }

    @Test
    void aDeliveryWithoutAnEventIsReadFromItsOwnRecord() {
        Delivery delivery = byHand(webhook);
        String id = known(delivery);

        assertSent(resend(key, id), id, 1);

        assertThat(sent(id).getLast().value()).isEqualTo(delivery.payload());
        assertThat(header(sent(id).getLast(), DeliveryHeaders.SOURCE).orElseThrow())
                .startsWith(cluster.topics().deliveries() + "-");
    }

    @Test
    void afterTenThousandTimesItIsEnough() {
        Delivery delivery = byHand(webhook, it -> it.again(10_000, Instant.now()));
        String id = known(delivery);

        assertThat(ApiCaller.assertError(resend(key, id), 422, "validation_error"))
                .contains("10000 times");
    }

    @Test
    void aBodyHasNothingToSay() {
        String id = known(byHand(webhook));

        var unknown = caller.post(key, path(id), bytes("{\"now\": true}"), Optional.empty());
        assertThat(ApiCaller.assertError(unknown, 422, "validation_error"))
                .isEqualTo("unknown members: 'now'; none is allowed");
        ApiCaller.assertError(
                caller.post(key, path(id), bytes("[]"), Optional.empty()), 400, "bad_request");
        assertThat(sent(id)).hasSize(1);
    }

    @Test
    void withoutAHistoryNobodyKnowsWhatToSend() {
        try (var another = ApiCaller.start(cluster.settings(Map.of()))) {
            another.awaitKnows(key);

            ApiCaller.assertError(resend(another, key, "dlv_1"), 503, "unavailable");
        }
    }

    @Test
    void whileKafkaIsAwayThatIsSaidInTimeAndAfterwardsItIsSent(@TempDir Path other) {
        try (var its = TestCluster.start(other.resolve("kafka"));
                var asked = ApiCaller.start(its.settings(history(other, "away.db")))) {
            String itsKey = ApiCaller.newKey(its, WORKSPACE);
            asked.awaitKnows(itsKey);
            WebhookId itsWebhook = register(asked, itsKey);
            publish(its, "halo");
            String id = deliveryOf(asked, itsKey, itsWebhook);

            its.stopBroker();
            long began = System.nanoTime();
            var answer = resend(asked, itsKey, id);
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Duration.ofSeconds(5));
            ApiCaller.assertError(answer, 503, "unavailable");
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();

            its.startBroker();
            await().atMost(SOON).until(() -> resend(asked, itsKey, id).statusCode() == 202);
        }
    }

    private static Map<String, String> history(String file) {
        return history(folder, file);
    }

    private static Map<String, String> history(Path in, String file) {
        return Map.of(
                "sahut.history.enabled",
                "true",
                "sahut.history.url",
                "jdbc:sqlite:" + in.resolve(file));
    }

    private static WebhookId register(ApiCaller caller, String key) {
        return new WebhookId(
                Api.data(caller.post(key, "/v1/webhooks", bytes(Api.EXAMPLE), Optional.empty()))
                        .path("id")
                        .asString());
    }

    /// An event, and where it is.
    private record Published(byte[] event, RecordPlace place) {}

    private static Published publish(TestCluster cluster, String text) {
        byte[] event =
                bytes(
                        """
                        {"event": "message.created", "timestamp": "2026-11-27T08:00:00Z",
                         "workspace_id": "%s",   "data": {"text": "%s"}}\
                        """
                                .formatted(WORKSPACE, text));
        var record =
                new ProducerRecord<>(cluster.topics().events(), bytes(WORKSPACE.value()), event);
        record.headers().add(DeliveryHeaders.TRACEPARENT, bytes(TRACEPARENT));
        RecordMetadata at = cluster.write(record);
        return new Published(event, new RecordPlace(at.topic(), at.partition(), at.offset()));
    }

    /// The id of what a new webhook was sent, once the history knows it.
    private static String deliveryOf(ApiCaller caller, String key, WebhookId webhook) {
        var found = new ArrayList<String>();
        await().atMost(SOON)
                .until(() -> {
                    var list =
                            caller.get(
                                    key, "/v1/webhooks/%s/deliveries".formatted(webhook.value()));
                    Api.data(list).forEach(it -> found.add(it.path("id").asString()));
                    return !found.isEmpty();
                });
        return found.getFirst();
    }

    /// A webhook that the API would not register.
    private static WebhookId webhookAt(String url, boolean enabled) {
        var id = new WebhookId("wh_byhand" + NUMBERS.incrementAndGet());
        var random = new SecureRandom();
        var created = Instant.parse("2026-11-27T08:00:00Z");
        cluster.write(
                WebhookRecords.write(
                        cluster.topics().webhooks(),
                        new Webhook(
                                id,
                                WORKSPACE,
                                url,
                                List.of(new EventType("contact.created")),
                                cluster.settings(Map.of())
                                        .secretBox(random)
                                        .seal(WebhookSecret.random(random), WORKSPACE, id),
                                Optional.empty(),
                                Optional.empty(),
                                enabled,
                                created,
                                created)));
        return id;
    }

    private static Delivery byHand(WebhookId webhook) {
        return byHand(webhook, it -> it);
    }

    private static Delivery byHand(WebhookId webhook, UnaryOperator<Delivery> change) {
        var event = new EventId("evt_" + NUMBERS.incrementAndGet());
        Delivery delivery =
                change.apply(
                        Delivery.first(
                                webhook,
                                DerivedIds.delivery(event, webhook),
                                event,
                                "contact.created",
                                WORKSPACE.value(),
                                Instant.parse("2026-11-27T08:00:00Z"),
                                Optional.empty(),
                                bytes("{\"by\": \"hand\"}")));
        cluster.write(DeliveryRecords.write(cluster.topics().deliveries(), delivery));
        return delivery;
    }

    private static String known(Delivery delivery) {
        String id = delivery.id().value();
        await().atMost(SOON)
                .until(() -> caller.get(key, "/v1/deliveries/" + id).statusCode() == 200);
        return id;
    }

    private static JsonNode shown(String id) {
        return Api.data(caller.get(key, "/v1/deliveries/" + id));
    }

    private static String path(String id) {
        return "/v1/deliveries/%s/resend".formatted(id);
    }

    private static HttpResponse<String> resend(String key, String id) {
        return resend(caller, key, id);
    }

    private static HttpResponse<String> resend(ApiCaller caller, String key, String id) {
        return caller.post(key, path(id), new byte[0], Optional.empty());
    }

    private static void assertSent(HttpResponse<String> answer, String id, int number) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        assertThat(Api.data(answer).path("delivery_id").asString()).isEqualTo(id);
        assertThat(Api.data(answer).path("resend").asInt()).isEqualTo(number);
    }

    /// What there is of a delivery among the deliveries, in order.
    private static List<ConsumerRecord<byte[], byte[]>> sent(String id) {
        return cluster.read(cluster.topics().deliveries()).stream()
                .filter(it -> header(it, DeliveryHeaders.DELIVERY_ID).equals(Optional.of(id)))
                .toList();
    }

    private static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
        return DeliveryHeaders.text(record.headers(), name);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
