package id.sahut.webhooks.standalone.acls;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.topics.AccessPlan;
import id.sahut.webhooks.common.topics.Grant;
import id.sahut.webhooks.standalone.command.ClusterOptions;
import id.sahut.webhooks.standalone.command.Console;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.apache.kafka.common.security.auth.KafkaPrincipal;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sahut acls`. Confined to the main thread.
@Command(
        name = "acls",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the rights that somebody needs on a cluster with ACLs, and no others: as kafka-acls.sh commands, or as Strimzi's KafkaUser.",
            "It talks to no cluster. Who publishes in transactions needs Write on a transactional id of their own besides."
        })
public final class AclsCommand implements Callable<Integer> {

    private static final List<AccessPlan.Who> SERVICES =
            List.of(AccessPlan.Who.INGEST, AccessPlan.Who.DISPATCHER, AccessPlan.Who.SCHEDULER);

    private final Console console;

    @Mixin private final ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = "--principal",
            required = true,
            paramLabel = "TYPE:NAME",
            description = "Who the cluster takes them for, such as User:sahut.")
    private KafkaPrincipal principal = KafkaPrincipal.ANONYMOUS;

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            defaultValue = "",
            description =
                    "What kafka-acls.sh is to log in with: is printed with each command (default: none).")
    private String commandConfig = "";

    @Option(
            names = "--strimzi",
            description = "Print a Strimzi KafkaUser resource instead, which has the name.")
    private boolean strimzi;

    @Option(
            names = "--strimzi-cluster",
            paramLabel = "NAME",
            defaultValue = "kafka",
            description = "The name of Strimzi's Kafka resource (default: ${DEFAULT-VALUE}).")
    private String strimziCluster = "kafka";

    @Parameters(
            paramLabel = "WHO",
            description =
                    "Any of ingest, dispatcher, scheduler, keys, secrets, status, topics, producer and exporter (default: the three services).")
    private List<String> names = List.of();

    @Spec private @Nullable CommandSpec spec;

    public AclsCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Settings settings = cluster.settings(console.environment());
        List<AccessPlan.Who> who =
                names.isEmpty() ? SERVICES : names.stream().map(this::named).toList();
        List<Grant> grants = new AccessPlan(settings.topics()).grants(who);
        console.out()
                .print(
                        strimzi
                                ? KafkaUser.yaml(principal, strimziCluster, grants)
                                : KafkaAcls.commands(
                                        settings.kafka().bootstrapServers(),
                                        commandConfig,
                                        principal,
                                        grants));
        console.out().flush();
        return 0;
    }

    private AccessPlan.Who named(String name) {
        return Arrays.stream(AccessPlan.Who.values())
                .filter(it -> it.label().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new ParameterException(
                                Objects.requireNonNull(spec).commandLine(),
                                "rights are printed for %s, not for '%s'"
                                        .formatted(
                                                Arrays.stream(AccessPlan.Who.values())
                                                        .map(AccessPlan.Who::label)
                                                        .collect(Collectors.joining(", ")),
                                                name)));
    }
}
