package id.sahut.webhooks.common.topics;

import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.ops.StartException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;

/// Brings a cluster's topics to the plan. Stateless; doing it again changes nothing.
public final class TopicApply {

    /// Brokers learn of a change some milliseconds after the controller has made it.
    private static final Duration SEEN_WITHIN = Duration.ofSeconds(15);

    private static final long LOOK_AGAIN_MS = 20;

    private TopicApply() {}

    /// What [#apply] would do.
    ///
    /// @throws StartException when the cluster does not answer or does not let us look
    public static List<TopicChange> dryRun(KafkaClients kafka, TopicPlan plan) {
        try (var admin = kafka.admin()) {
            return plan.changesTo(ClusterTopics.read(admin, plan.names()));
        } catch (ExecutionException e) {
            throw TopicAdmin.failed("can't be asked about its topics", kafka, e);
        } catch (InterruptedException e) {
            throw TopicAdmin.interrupted(e);
        }
    }

    /// Does what can be done, and returns when the brokers know.
    ///
    /// @return what was found to differ; [TopicChange.FewerReplicas] still does
    /// @throws StartException when the cluster does not answer or does not let us; when there is a
    ///   topic that we may not look at, nothing has been changed
    public static List<TopicChange> apply(
            KafkaClients kafka, TopicPlan plan, LongSupplier nanoTime) {
        try (var admin = kafka.admin()) {
            var actual = ClusterTopics.read(admin, plan.names());
            List<String> missing = RightsCheck.missing(admin, actual, Rights.none());
            if (!missing.isEmpty()) {
                throw TopicAdmin.notAllowed(kafka, missing);
            }
            var changes = plan.changesTo(actual);
            carryOut(admin, changes);
            awaitSeen(admin, plan, nanoTime);
            return changes;
        } catch (ExecutionException e) {
            throw TopicAdmin.failed("does not let its topics be changed", kafka, e);
        } catch (InterruptedException e) {
            throw TopicAdmin.interrupted(e);
        }
    }

    private static void carryOut(Admin admin, List<TopicChange> changes)
            throws ExecutionException, InterruptedException {
        var topics = new ArrayList<NewTopic>();
        var partitions = new HashMap<String, NewPartitions>();
        var configs = new HashMap<ConfigResource, Collection<AlterConfigOp>>();
        for (TopicChange change : changes) {
            switch (change) {
                case TopicChange.Create it -> topics.add(newTopic(it));
                case TopicChange.AddPartitions it ->
                        partitions.put(it.topic(), NewPartitions.increaseTo(it.to()));
                case TopicChange.SetConfig it ->
                        configs.computeIfAbsent(
                                        new ConfigResource(ConfigResource.Type.TOPIC, it.topic()),
                                        _ -> new ArrayList<>())
                                .add(set(it.setting()));
                case TopicChange.FewerReplicas _, TopicChange.Hidden _ -> {}
            }
        }
        if (!topics.isEmpty()) {
            admin.createTopics(topics).all().get();
        }
        if (!partitions.isEmpty()) {
            admin.createPartitions(partitions).all().get();
        }
        if (!configs.isEmpty()) {
            admin.incrementalAlterConfigs(configs).all().get();
        }
    }

    private static void awaitSeen(Admin admin, TopicPlan plan, LongSupplier nanoTime)
            throws ExecutionException, InterruptedException {
        long begin = nanoTime.getAsLong();
        Optional<TopicChange> open = firstOpen(admin, plan);
        while (open.isPresent()) {
            if (nanoTime.getAsLong() - begin > SEEN_WITHIN.toNanos()) {
                throw new StartException(
                        "the cluster accepted a change of its topics but did not make it within %d s: %s"
                                .formatted(SEEN_WITHIN.toSeconds(), open.get().describe()));
            }
            Thread.sleep(LOOK_AGAIN_MS);
            open = firstOpen(admin, plan);
        }
    }

    private static Optional<TopicChange> firstOpen(Admin admin, TopicPlan plan)
            throws ExecutionException, InterruptedException {
        return plan.changesTo(ClusterTopics.read(admin, plan.names())).stream()
                .filter(it -> !(it instanceof TopicChange.FewerReplicas))
                .findFirst();
    }

    private static NewTopic newTopic(TopicChange.Create create) {
        Map<String, String> config = new HashMap<>();
        create.planned()
                .settingsWith(create.replication())
                .forEach(it -> config.put(it.key(), it.value()));
        return new NewTopic(
                        create.topic(),
                        create.planned().partitions(),
                        create.replication().factor())
                .configs(config);
    }

    private static AlterConfigOp set(TopicSetting setting) {
        return new AlterConfigOp(
                new ConfigEntry(setting.key(), setting.value()), AlterConfigOp.OpType.SET);
    }
}
