package id.sahut.webhooks.common.topics;

import id.sahut.webhooks.common.kafka.ClusterProbe;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.ops.StartException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a service insists on before it starts: that its topics are as planned. Stateless.
public final class TopicCheck {

    private static final Logger log = LoggerFactory.getLogger(TopicCheck.class);

    private TopicCheck() {}

    /// Waits for a cluster that does not answer yet, for as long as it takes: it may start after
    /// us. One line in the log for every vain try, some 10 s each.
    ///
    /// @param rights what the service needs on a cluster with ACLs
    /// @throws StartException naming every right that is missing, or every topic that is missing or
    ///   wrong, and what to run
    public static void require(KafkaClients kafka, TopicPlan plan, Rights rights) {
        ClusterTopics actual = awaitTopics(kafka, plan, rights);
        List<TopicChange> changes = plan.changesTo(actual);
        changes.stream()
                .filter(it -> it instanceof TopicChange.FewerReplicas)
                .forEach(it -> log.warn("{}", it.describe()));
        String wrong =
                changes.stream()
                        .filter(it -> !(it instanceof TopicChange.FewerReplicas))
                        .map(TopicCheck::complaint)
                        .collect(Collectors.joining("; "));
        if (!wrong.isEmpty()) {
            throw new StartException(
                    "topics are not as they should be: %s; run: sahut topics apply --bootstrap %s"
                            .formatted(wrong, kafka.settings().bootstrapServers()));
        }
        forgetfulGroups(plan, actual).ifPresent(log::warn);
    }

    /// What a room insists on that a service does without: its rights, and nothing else. A cluster
    /// that does not answer is left to whoever reads from it.
    ///
    /// @throws StartException naming every right that is missing
    public static void requireRights(KafkaClients kafka, Rights rights) {
        try (var admin = kafka.admin()) {
            List<String> missing =
                    RightsCheck.missing(admin, ClusterTopics.read(admin, rights.topics()), rights);
            if (!missing.isEmpty()) {
                throw TopicAdmin.notAllowed(kafka, missing);
            }
        } catch (ExecutionException e) {
            log.debug("it is not known which rights there are", e);
        } catch (InterruptedException e) {
            throw TopicAdmin.interrupted(e);
        }
    }

    /// The same while a service runs, of the topics that it reads and writes: somebody may delete
    /// one, or take a right away.
    public static ClusterProbe.Check ongoing(KafkaClients kafka, Rights rights) {
        Set<String> names = rights.topics();
        return admin -> {
            ClusterTopics actual = ClusterTopics.read(admin, names);
            String gone =
                    names.stream()
                            .filter(it -> actual.find(it).isEmpty())
                            .filter(it -> !actual.hidden().containsKey(it))
                            .collect(Collectors.joining(", "));
            if (!gone.isEmpty()) {
                return Optional.of(
                        "topics are missing: %s; run: sahut topics apply --bootstrap %s"
                                .formatted(gone, kafka.settings().bootstrapServers()));
            }
            List<String> missing = RightsCheck.missing(admin, actual, rights);
            return missing.isEmpty()
                    ? Optional.empty()
                    : Optional.ofNullable(TopicAdmin.notAllowed(kafka, missing).getMessage());
        };
    }

    private static ClusterTopics awaitTopics(KafkaClients kafka, TopicPlan plan, Rights rights) {
        try (var admin = kafka.admin()) {
            while (true) {
                try {
                    ClusterTopics actual = ClusterTopics.read(admin, plan.names());
                    List<String> missing = RightsCheck.missing(admin, actual, rights);
                    if (!missing.isEmpty()) {
                        throw TopicAdmin.notAllowed(kafka, missing);
                    }
                    return actual;
                } catch (ExecutionException e) {
                    if (!TopicAdmin.isAbsence(e)) {
                        throw TopicAdmin.failed("can't be asked about its topics", kafka, e);
                    }
                    log.info(
                            "waiting for Kafka, which does not answer at {}",
                            kafka.settings().bootstrapServers());
                }
            }
        } catch (InterruptedException e) {
            throw TopicAdmin.interrupted(e);
        }
    }

    /// A group that nobody was in for so long that the cluster forgot its positions would read the
    /// topic from its beginning and send everything again.
    static Optional<String> forgetfulGroups(TopicPlan plan, ClusterTopics actual) {
        Optional<Duration> remembered = actual.offsetsRetention();
        if (remembered.isEmpty()) {
            return Optional.empty();
        }
        String kept =
                plan.topics().stream()
                        .filter(TopicSpec::readByGroup)
                        .flatMap(it -> actual.find(it.name()).stream())
                        .filter(it ->
                                it.longestKept()
                                        .map(longest -> longest.compareTo(remembered.get()) >= 0)
                                        .orElse(true))
                        .map(ClusterTopics.Existing::name)
                        .collect(Collectors.joining(", "));
        return kept.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        "the brokers forget a stopped group's position after %d h (offsets.retention.minutes), but keep records for as long or longer in %s: a group that was stopped for that long would start over; set offsets.retention.minutes higher"
                                .formatted(remembered.get().toHours(), kept));
    }

    private static String complaint(TopicChange change) {
        return switch (change) {
            case TopicChange.Create it -> it.topic() + " is missing";
            case TopicChange.AddPartitions it ->
                    "%s has %d partitions, not %d".formatted(it.topic(), it.from(), it.to());
            case TopicChange.SetConfig it -> complaint(it);
            case TopicChange.FewerReplicas it -> it.describe();
            case TopicChange.Hidden it -> it.describe();
        };
    }

    private static String complaint(TopicChange.SetConfig change) {
        TopicSetting planned = change.setting();
        String fact =
                "%s has %s=%s, not %s"
                        .formatted(change.topic(), planned.key(), change.from(), planned.allowed());
        return planned.otherwise().isEmpty() ? fact : fact + ": " + planned.otherwise();
    }
}
