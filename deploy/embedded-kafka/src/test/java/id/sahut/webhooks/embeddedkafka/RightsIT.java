package id.sahut.webhooks.embeddedkafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.kafka.KafkaSettings;
import id.sahut.webhooks.common.ops.StartException;
import id.sahut.webhooks.common.retry.RetryTiers;
import id.sahut.webhooks.common.topics.Rights;
import id.sahut.webhooks.common.topics.TopicApply;
import id.sahut.webhooks.common.topics.TopicChange;
import id.sahut.webhooks.common.topics.TopicCheck;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.common.topics.TopicPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
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

/// On a cluster with ACLs, where whatever has none is open to all.
final class RightsIT {

    private static final TopicPlan PLAN =
            TopicPlan.of(new TopicNames("sahut."), RetryTiers.parse("5s"));
    private static final Rights NEEDED =
            new Rights(
                    List.of("sahut.webhooks", "sahut.deliveries"),
                    List.of("sahut.attempts", "sahut.deliveries"),
                    List.of("sahut.dispatcher"));

    private EmbeddedKafka broker;
    private KafkaClients kafka;

    @BeforeEach
    void start(@TempDir Path folder) {
        broker =
                EmbeddedKafka.start(
                        EmbeddedKafka.Options.in(folder),
                        Map.of(
                                "authorizer.class.name",
                                "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                                "allow.everyone.if.no.acl.found",
                                "true"));
        kafka =
                new KafkaClients(
                        KafkaSettings.bootstrap(broker.bootstrapServers()), Optional.empty());
        TopicApply.apply(kafka, PLAN, System::nanoTime);
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void whoeverHasTheRightsStarts() {
        assertThatCode(() -> TopicCheck.require(kafka, PLAN, NEEDED)).doesNotThrowAnyException();
    }

    @Test
    void aTopicThatMayNotBeDescribedIsNamedAndNotTakenForMissing() throws Exception {
        allowOnly(ResourceType.TOPIC, "sahut.events", AclOperation.CREATE);
        awaitHidden();

        List<TopicChange> changes = TopicApply.dryRun(kafka, PLAN);

        assertThat(changes)
                .extracting(TopicChange::describe)
                .containsExactly(
                        "sahut.events: can't be looked at, not even whether it exists: the right"
                                + " Describe on it is missing");
        assertThatThrownBy(() -> TopicApply.apply(kafka, PLAN, System::nanoTime))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("User:ANONYMOUS")
                .hasMessageContaining("Describe on topic sahut.events");
    }

    @Test
    void aServiceNamesEveryRightThatItLacksAndWhoItIs() throws Exception {
        allowOnly(ResourceType.TOPIC, "sahut.events", AclOperation.CREATE);
        allowOnly(
                ResourceType.TOPIC,
                "sahut.attempts",
                AclOperation.READ,
                AclOperation.DESCRIBE_CONFIGS);
        allowOnly(ResourceType.TOPIC, "sahut.webhooks", AclOperation.WRITE);
        allowOnly(
                ResourceType.TOPIC,
                "sahut.deliveries",
                AclOperation.READ,
                AclOperation.WRITE,
                AclOperation.DESCRIBE_CONFIGS);
        allowOnly(ResourceType.GROUP, "sahut.dispatcher", AclOperation.DESCRIBE_CONFIGS);

        await().atMost(Duration.ofSeconds(10)).untilAsserted(this::assertEveryLackIsNamed);
    }

    private void assertEveryLackIsNamed() {
        assertThatThrownBy(() -> TopicCheck.require(kafka, PLAN, NEEDED))
                .isInstanceOf(StartException.class)
                .hasMessage(
                        "Kafka at "
                                + broker.bootstrapServers()
                                + " does not allow User:ANONYMOUS what it needs: Describe on topic"
                                + " sahut.events, DescribeConfigs on topic sahut.webhooks, Write on"
                                + " topic sahut.attempts, Read on group sahut.dispatcher;"
                                + " docs/operations.md says who needs which rights");
    }

    /// The broker learns of ACLs a moment after they were made.
    private void awaitHidden() {
        await().atMost(Duration.ofSeconds(10))
                .until(() ->
                        TopicApply.dryRun(kafka, PLAN).stream()
                                .anyMatch(it -> it instanceof TopicChange.Hidden));
    }

    private void allowOnly(ResourceType type, String name, AclOperation... operations)
            throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createAcls(
                            Stream.of(operations)
                                    .map(it ->
                                            new AclBinding(
                                                    new ResourcePattern(
                                                            type, name, PatternType.LITERAL),
                                                    new AccessControlEntry(
                                                            "User:*",
                                                            "*",
                                                            it,
                                                            AclPermissionType.ALLOW)))
                                    .toList())
                    .all()
                    .get();
        }
    }
}
