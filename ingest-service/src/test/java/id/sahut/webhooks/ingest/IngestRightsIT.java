package id.sahut.webhooks.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.topics.AccessPlan;
import id.sahut.webhooks.testing.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An ingest with a history and recoveries that is allowed what `sahut acls` prints for it, and
/// nothing else; and what it says when one of these rights is missing.
final class IngestRightsIT {

    private static final Duration SOON = Duration.ofSeconds(30);
    private static final WorkspaceId WORKSPACE = new WorkspaceId("ws_rights");

    @TempDir private static Path folder;

    private TestCluster cluster;
    private String key;
    private WebhookId webhook;
    private List<String> failed;

    /// A right, and how it is called when it is missing.
    private record Right(ResourceType type, String name, PatternType pattern, AclOperation what) {

        static Right read(String topic) {
            return new Right(ResourceType.TOPIC, topic, PatternType.LITERAL, AclOperation.READ);
        }

        static Right write(String topic) {
            return new Right(ResourceType.TOPIC, topic, PatternType.LITERAL, AclOperation.WRITE);
        }

        AclBinding binding() {
            return new AclBinding(
                    new ResourcePattern(type, name, pattern),
                    new AccessControlEntry("User:*", "*", what, AclPermissionType.ALLOW));
        }
    }

    private static final Right ATTEMPTS = Right.read("sahut.attempts");
    private static final Right DELAYS =
            new Right(
                    ResourceType.TOPIC,
                    "sahut.deliveries.delay.",
                    PatternType.PREFIXED,
                    AclOperation.READ);
    private static final Right HISTORY =
            new Right(ResourceType.GROUP, "sahut.history", PatternType.PREFIXED, AclOperation.READ);
    private static final Right RECOVERIES = Right.read("sahut.recoveries");
    private static final Right PROGRESS = Right.write("sahut.recoveries");
    private static final Right REDRIVE =
            new Right(ResourceType.GROUP, "sahut.redrive", PatternType.LITERAL, AclOperation.READ);
    private static final Right TRANSACTIONS =
            new Right(
                    ResourceType.TRANSACTIONAL_ID,
                    "sahut.redrive.",
                    PatternType.PREFIXED,
                    AclOperation.WRITE);

    @BeforeEach
    void start() throws Exception {
        cluster = TestCluster.startWithAuthorizer(folder.resolve("kafka" + System.nanoTime()));
        key = ApiCaller.newKey(cluster, WORKSPACE);
        try (var caller = ApiCaller.start(cluster.settings(Map.of()))) {
            caller.awaitKnows(key);
            webhook = caller.register(key);
        }
        failed = FailedDeliveries.write(cluster, webhook, "message.created", 3);
        cluster.forbidEverything();
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void theseRightsAreEnough() throws Exception {
        allow(plan());
        try (var caller = ApiCaller.start(withHistory())) {
            caller.awaitKnows(key);
            await().atMost(SOON)
                    .until(() ->
                            caller.get(key, "/v1/deliveries/" + failed.getLast()).statusCode()
                                    == 200);
            assertThat(
                            caller.post(
                                            key,
                                            "/v1/deliveries/%s/resend".formatted(failed.getLast()),
                                            new byte[0],
                                            Optional.empty())
                                    .statusCode())
                    .isEqualTo(202);
            assertThat(
                            caller.delete(
                                            key,
                                            "/v1/deliveries/%s/content".formatted(failed.getLast()))
                                    .statusCode())
                    .isEqualTo(200);
            String recoveries = "/v1/webhooks/%s/recoveries".formatted(webhook);
            assertThat(
                            caller.post(
                                            key,
                                            "/v1/webhooks/%s/recover".formatted(webhook),
                                            "{\"since\": \"2026-01-01T00:00:00Z\"}".getBytes(UTF_8),
                                            Optional.empty())
                                    .statusCode())
                    .isEqualTo(202);
            await().atMost(SOON)
                    .until(() ->
                            Api.data(caller.get(key, recoveries))
                                    .path(0)
                                    .path("state")
                                    .asString()
                                    .equals("done"));
            assertThat(ready(caller)).doesNotContain("degraded");
        }
    }

    @Test
    void whatIsMissingIsSaidAndTheRestGoesOn() throws Exception {
        allow(plan());
        var missing =
                Map.of(
                        ATTEMPTS, List.of("Read on topic sahut.attempts"),
                        DELAYS, List.of("Read on topic sahut.deliveries.delay.5s"),
                        HISTORY, List.of("Read on group sahut.history."),
                        RECOVERIES, List.of("Read on topic sahut.recoveries"),
                        PROGRESS, List.of("Write on topic sahut.recoveries"),
                        REDRIVE, List.of("Read on group sahut.redrive"),
                        TRANSACTIONS, List.of("Write on transactional id sahut.redrive."));
        for (var one : missing.entrySet()) {
            remove(one.getKey());
            try (var caller = ApiCaller.start(withHistory())) {
                await("without " + one.getValue())
                        .atMost(SOON)
                        .untilAsserted(() -> assertThat(ready(caller)).contains(one.getValue()));
                assertThat(caller.get(key, "/v1/webhooks").statusCode()).isEqualTo(200);
            } finally {
                allow(List.of(one.getKey().binding()));
            }
        }
    }

    private Settings withHistory() {
        return cluster.settings(
                Map.of(
                        "sahut.history.enabled",
                        "true",
                        "sahut.history.url",
                        "jdbc:sqlite:" + folder.resolve("h" + System.nanoTime() + ".db")));
    }

    private String ready(ApiCaller caller) {
        return caller.get(key, "/health/ready").body();
    }

    private List<AclBinding> plan() {
        return new AccessPlan(cluster.topics())
                .grants(List.of(AccessPlan.Who.INGEST)).stream()
                        .flatMap(it -> it.bindings("User:*"))
                        .toList();
    }

    private void allow(List<AclBinding> rights) throws Exception {
        try (var admin = cluster.clients().admin()) {
            admin.createAcls(rights).all().get();
        }
    }

    private void remove(Right right) throws Exception {
        try (var admin = cluster.clients().admin()) {
            admin.deleteAcls(List.of(right.binding().toFilter())).all().get();
        }
    }
}
