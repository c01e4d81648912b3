package id.sahut.webhooks.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.signing.WebhookSecret;
import id.sahut.webhooks.common.topics.TopicApply;
import id.sahut.webhooks.common.topics.TopicPlan;
import id.sahut.webhooks.dispatcher.attempt.JvmSettings;
import id.sahut.webhooks.testing.TestCluster;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A topic that somebody deletes, or takes a right on away, while deliveries are made. Each test
/// has a broker of its own and waits for most of a minute.
@Execution(ExecutionMode.CONCURRENT)
final class LostTopicIT {

    /// It is asked for every 10 s.
    private static final Duration TOLD = Duration.ofSeconds(30);

    private static final Duration MENDED = Duration.ofSeconds(60);

    @TempDir private Path folder;

    @BeforeAll
    static void beforeAnyLookup() {
        JvmSettings.apply();
    }

    /// Each takes half a minute.
    private static List<String> topics() {
        return List.of(System.getProperty("sahut.lost.topics", "sahut.attempts").split(","));
    }

    @ParameterizedTest
    @MethodSource("topics")
    void aDeletedTopicIsNamedAndAllGoesOnOnceItIsThereAgain(String topic) throws Exception {
        try (var stage = Stage.in(folder)) {
            WebhookId webhook = begin(stage);
            try (var admin = stage.cluster.clients().admin()) {
                admin.deleteTopics(List.of(topic)).all().get();
            }
            stage.deliver(webhook, "while it is gone");

            assertSays(stage, "topics are missing: " + topic, "run: sahut topics apply");

            var settings = stage.cluster.settings(Map.of());
            TopicApply.apply(
                    stage.cluster.clients(),
                    TopicPlan.of(settings.topics(), settings.tiers()),
                    System::nanoTime);
            assertGoesOn(stage, webhook);
        }
    }

    @Test
    void aRightThatIsTakenAwayIsNamedAndAllGoesOnOnceItIsGivenBack() throws Exception {
        try (var stage = Stage.on(TestCluster.startWithAuthorizer(folder))) {
            WebhookId webhook = begin(stage);
            AclBinding others = allowed("User:nobody", AclOperation.WRITE);
            AclBinding look = allowed("User:*", AclOperation.DESCRIBE_CONFIGS);
            AclBinding read = allowed("User:*", AclOperation.READ);
            AclBinding write = allowed("User:*", AclOperation.WRITE);
            try (var admin = stage.cluster.clients().admin()) {
                admin.createAcls(List.of(others, look, read)).all().get();
                stage.deliver(webhook, "while it is not allowed");

                assertSays(stage, "Write on topic sahut.attempts");

                admin.createAcls(List.of(write)).all().get();
            }
            assertGoesOn(stage, webhook);
        }
    }

    private static WebhookId begin(Stage stage) {
        WebhookId id = stage.newId();
        stage.register(stage.webhook(id, stage.seal(WebhookSecret.random(new SecureRandom()), id)));
        stage.start(Map.of());
        stage.deliver(id, "before");
        await().atMost(Stage.SOON).until(() -> stage.attempts(id).size() == 1);
        return id;
    }

    private static void assertSays(Stage stage, String... words) {
        await().atMost(TOLD)
                .untilAsserted(() ->
                        assertThat(stage.readiness().problems().values())
                                .anySatisfy(it -> assertThat(it).contains(words)));
    }

    /// What came meanwhile is recorded, and what comes now.
    private static void assertGoesOn(Stage stage, WebhookId webhook) {
        stage.deliver(webhook, "afterwards");
        await().atMost(MENDED)
                .ignoreExceptions()
                .until(() ->
                        stage.received(webhook).size() >= 3
                                && stage.attempts(webhook).stream()
                                                .map(it -> it.deliveryId())
                                                .distinct()
                                                .count()
                                        >= 2);
        await().atMost(MENDED).until(() -> stage.readiness().isWell());
    }

    private static AclBinding allowed(String who, AclOperation what) {
        return new AclBinding(
                new ResourcePattern(ResourceType.TOPIC, "sahut.attempts", PatternType.LITERAL),
                new AccessControlEntry(who, "*", what, AclPermissionType.ALLOW));
    }
}
