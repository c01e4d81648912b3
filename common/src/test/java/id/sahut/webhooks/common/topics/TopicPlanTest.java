package id.sahut.webhooks.common.topics;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.retry.RetryTiers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class TopicPlanTest {

    private static final TopicNames NAMES = new TopicNames("sahut.");
    private static final TopicPlan PLAN = TopicPlan.of(NAMES, RetryTiers.parse("5s,30s"));

    @Test
    void everyTierHasATopicOfItsOwn() {
        assertThat(PLAN.names())
                .containsExactly(
                        "sahut.events",
                        "sahut.events.rejected",
                        "sahut.webhooks",
                        "sahut.api-keys",
                        "sahut.idempotency-keys",
                        "sahut.deliveries",
                        "sahut.deliveries.due",
                        "sahut.deliveries.delay.5s",
                        "sahut.deliveries.delay.30s",
                        "sahut.deliveries.expired",
                        "sahut.attempts",
                        "sahut.erasures",
                        "sahut.recoveries");
    }

    @Test
    void anEmptyClusterGetsEveryTopic() {
        var changes = PLAN.changesTo(new ClusterTopics(1, Map.of(), Optional.empty()));
        assertThat(changes)
                .hasSize(13)
                .allSatisfy(it -> assertThat(it).isInstanceOf(TopicChange.Create.class));
        assertThat(changes.getFirst().describe())
                .isEqualTo("sahut.events: create with 12 partitions, replication 1");
    }

    @Test
    void aClusterThatIsAsPlannedNeedsNoChange() {
        assertThat(PLAN.changesTo(asPlanned(3))).isEmpty();
    }

    @Test
    void morePartitionsThanPlannedAreWelcomeAndFewerAreNot() {
        assertThat(PLAN.changesTo(with("sahut.events", 24, Map.of()))).isEmpty();
        assertThat(described(with("sahut.events", 6, Map.of())))
                .containsExactly("sahut.events: partitions 6 -> 12");
    }

    @Test
    void aDelayTopicMustTakeTheBrokersTime() {
        assertThat(
                        described(
                                with(
                                        "sahut.deliveries.delay.5s",
                                        12,
                                        Map.of("message.timestamp.type", "CreateTime"))))
                .containsExactly(
                        "sahut.deliveries.delay.5s: message.timestamp.type CreateTime -> LogAppendTime");
    }

    @Test
    void eventsTakeTheBrokersTimeSoThatRetentionCountsFromTheirArrival() {
        assertThat(
                        described(
                                with(
                                        "sahut.events",
                                        12,
                                        Map.of("message.timestamp.type", "CreateTime"))))
                .containsExactly(
                        "sahut.events: message.timestamp.type CreateTime -> LogAppendTime");
    }

    @Test
    void deliveriesTakeTheBrokersTimeSoThatRepeatsAreToldWhateverMachinesSay() {
        for (String topic : List.of("sahut.deliveries", "sahut.deliveries.due")) {
            assertThat(described(with(topic, 12, Map.of("message.timestamp.type", "CreateTime"))))
                    .containsExactly(
                            topic + ": message.timestamp.type CreateTime -> LogAppendTime");
        }
    }

    @Test
    void idempotencyKeysAreKeptForADayAndCompactedOnlyOnceNobodyRacesForThem() {
        assertThat(
                        described(
                                with(
                                        "sahut.idempotency-keys",
                                        3,
                                        Map.of(
                                                "cleanup.policy", "compact",
                                                "retention.ms", "3600000",
                                                "min.compaction.lag.ms", "0"))))
                .containsExactly(
                        "sahut.idempotency-keys: cleanup.policy compact -> compact,delete",
                        "sahut.idempotency-keys: retention.ms 3600000 -> 86400000",
                        "sahut.idempotency-keys: min.compaction.lag.ms 0 -> 600000");
    }

    @Test
    void recordsMayBeKeptLongerThanPlannedButNotShorter() {
        assertThat(PLAN.changesTo(with("sahut.attempts", 12, Map.of("retention.ms", "-1"))))
                .isEmpty();
        assertThat(PLAN.changesTo(with("sahut.attempts", 12, Map.of("retention.ms", "9999999999"))))
                .isEmpty();
        assertThat(described(with("sahut.attempts", 12, Map.of("retention.ms", "3600000"))))
                .containsExactly("sahut.attempts: retention.ms 3600000 -> 604800000");
    }

    @Test
    void replicationFollowsFromTheNumberOfBrokers() {
        assertThat(Replication.on(1)).isEqualTo(new Replication((short) 1, 1));
        assertThat(Replication.on(2)).isEqualTo(new Replication((short) 2, 1));
        assertThat(Replication.on(3)).isEqualTo(new Replication((short) 3, 2));
        assertThat(Replication.on(7)).isEqualTo(new Replication((short) 3, 2));
    }

    @Test
    void tooFewReplicasAreToldAndLeft() {
        var before = asPlanned(3);
        var topics = new HashMap<>(before.topics());
        topics.computeIfPresent(
                "sahut.webhooks",
                (name, it) -> new ClusterTopics.Existing(name, it.partitions(), 1, it.config()));
        assertThat(PLAN.changesTo(new ClusterTopics(3, topics, Optional.empty())))
                .containsExactly(new TopicChange.FewerReplicas("sahut.webhooks", 1, 3));
    }

    @Test
    void aBrokerThatForgetsGroupsSoonerThanRecordsIsWarnedAbout() {
        var topics = asPlanned(1).topics();
        var forgetful = new ClusterTopics(1, topics, Optional.of(Duration.ofDays(7)));
        assertThat(TopicCheck.forgetfulGroups(PLAN, forgetful))
                .hasValueSatisfying(it ->
                        assertThat(it)
                                .contains("forget a stopped group's position after 168 h")
                                .contains("sahut.events, sahut.attempts:"));
        var mindful = new ClusterTopics(1, topics, Optional.of(Duration.ofDays(31)));
        assertThat(TopicCheck.forgetfulGroups(PLAN, mindful)).isEmpty();
    }

    @Test
    void strimziResourcesHaveValidNamesAndTheTopicsOwn() {
        String yaml = PLAN.strimzi("my-cluster", 3);
        assertThat(yaml)
                .contains(
                        """
                        ---
                        apiVersion: kafka.strimzi.io/v1
                        kind: KafkaTopic
                        metadata:
                          name: sahut.deliveries.delay.5s
                          labels:
                            strimzi.io/cluster: my-cluster
                        spec:
                          topicName: sahut.deliveries.delay.5s
                          partitions: 12
                          replicas: 3
                          config:
                            cleanup.policy: delete
                        """)
                .contains("    min.insync.replicas: 2\n");
        assertThat(TopicPlan.of(new TopicNames("_Team_A."), RetryTiers.parse("1s")).strimzi("k", 1))
                .contains("  name: team-a.events\n")
                .contains("  topicName: _Team_A.events\n");
    }

    private static List<String> described(ClusterTopics actual) {
        return PLAN.changesTo(actual).stream().map(TopicChange::describe).toList();
    }

    /// As planned, but for one topic.
    private static ClusterTopics with(String topic, int partitions, Map<String, String> changed) {
        var topics = new HashMap<>(asPlanned(1).topics());
        topics.computeIfPresent(
                topic,
                (name, it) -> {
                    var config = new HashMap<>(it.config());
                    config.putAll(changed);
                    return new ClusterTopics.Existing(name, partitions, it.replicas(), config);
                });
        return new ClusterTopics(1, topics, Optional.empty());
    }

    private static ClusterTopics asPlanned(int brokers) {
        var replication = Replication.on(brokers);
        var topics = new HashMap<String, ClusterTopics.Existing>();
        Consumer<TopicSpec> make =
                it -> {
                    var config = new HashMap<String, String>();
                    it.settingsWith(replication)
                            .forEach(setting -> config.put(setting.key(), setting.value()));
                    topics.put(
                            it.name(),
                            new ClusterTopics.Existing(
                                    it.name(), it.partitions(), replication.factor(), config));
                };
        PLAN.topics().forEach(make);
        return new ClusterTopics(brokers, topics, Optional.empty());
    }
}
