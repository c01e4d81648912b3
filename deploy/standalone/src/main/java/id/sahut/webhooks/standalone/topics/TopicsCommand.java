package id.sahut.webhooks.standalone.topics;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.retry.RetryTiers;
import id.sahut.webhooks.common.topics.TopicApply;
import id.sahut.webhooks.common.topics.TopicChange;
import id.sahut.webhooks.common.topics.TopicPlan;
import id.sahut.webhooks.standalone.command.ClusterOptions;
import id.sahut.webhooks.standalone.command.Console;
import id.sahut.webhooks.standalone.command.OneLineErrors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sahut topics`. Confined to the main thread.
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        description = "Creates and corrects the topics of a cluster.")
public final class TopicsCommand {

    private final Console console;

    public TopicsCommand(Console console) {
        this.console = console;
    }

    @Command(
            name = "apply",
            mixinStandardHelpOptions = true,
            description = {
                "Creates the topics that are missing and corrects the ones that differ, on any cluster. Doing it again changes nothing.",
                "What is as good as planned is left alone: more partitions, longer retention."
            })
    int apply(
            @Mixin ClusterOptions cluster,
            @Option(
                            names = "--retry-delays",
                            paramLabel = "DELAYS",
                            description =
                                    "The retry tiers, each a topic (default: the settings', else 5s,30s,2m,10m,30m).")
                    Optional<RetryTiers> tiers,
            @Option(names = "--dry-run", description = "Only say what would be done.")
                    boolean dryRun,
            @Option(
                            names = "--strimzi",
                            description =
                                    "Print Strimzi KafkaTopic resources instead, and talk to no cluster.")
                    boolean strimzi,
            @Option(
                            names = "--strimzi-cluster",
                            paramLabel = "NAME",
                            defaultValue = "kafka",
                            description =
                                    "The name of Strimzi's Kafka resource (default: ${DEFAULT-VALUE}).")
                    String strimziCluster,
            @Option(
                            names = "--brokers",
                            paramLabel = "N",
                            defaultValue = "3",
                            description =
                                    "With --strimzi: how many brokers there are (default: ${DEFAULT-VALUE}).")
                    int brokers) {
        Map<String, String> more = new HashMap<>();
        tiers.ifPresent(it -> more.put("sahut.retry.delays", it.toString()));
        Settings settings = cluster.settings(console.environment(), more);
        var plan = TopicPlan.of(settings.topics(), settings.tiers());
        if (strimzi) {
            console.out().print(plan.strimzi(strimziCluster, brokers));
            console.out().flush();
            return 0;
        }
        KafkaClients kafka = ClusterOptions.clients(settings);
        List<TopicChange> changes =
                dryRun
                        ? TopicApply.dryRun(kafka, plan)
                        : TopicApply.apply(kafka, plan, System::nanoTime);
        changes.forEach(it -> console.say(it.describe()));
        long hidden = changes.stream().filter(it -> it instanceof TopicChange.Hidden).count();
        console.say(summary(plan.names().size(), changes.size() - hidden, hidden, dryRun));
        return hidden == 0 ? 0 : OneLineErrors.FAILED;
    }

    private static String summary(int topics, long changes, long hidden, boolean dryRun) {
        if (hidden > 0) {
            return "%d changes to make, none made; %d topics may not be looked at"
                    .formatted(changes, hidden);
        }
        if (changes == 0) {
            return "%d topics are as they should be".formatted(topics);
        }
        return dryRun
                ? "%d changes to make, none made".formatted(changes)
                : "%d changes".formatted(changes);
    }
}
