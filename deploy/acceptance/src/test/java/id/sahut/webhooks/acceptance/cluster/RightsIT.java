package id.sahut.webhooks.acceptance.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.acceptance.process.ChildProcess;
import id.sahut.webhooks.acceptance.process.KafkaTools;
import id.sahut.webhooks.acceptance.process.SahutProcess;
import id.sahut.webhooks.acceptance.receiver.Post;
import id.sahut.webhooks.acceptance.receiver.Script;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import id.sahut.webhooks.acceptance.sandbox.Subscription;
import id.sahut.webhooks.common.topics.AccessPlan;
import id.sahut.webhooks.common.topics.AccessPlan.Who;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.testing.TestCluster;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `sahut acls` prints, done with Kafka's own tool on a cluster that asks, is what three
/// services, a producer and the commands need: a delivery is made, and made again.
final class RightsIT {

    private static final String US = "User:ANONYMOUS";
    private static final List<Who> ALL =
            List.of(Who.INGEST, Who.DISPATCHER, Who.SCHEDULER, Who.KEYS, Who.PRODUCER, Who.STATUS);
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void whatIsPrintedIsEnough(@TempDir Path folder)
            throws IOException, ExecutionException, InterruptedException {
        try (var cluster = TestCluster.startWithAuthorizer(folder.resolve("kafka"))) {
            String bootstrap = cluster.clients().settings().bootstrapServers();
            try (var services = Services.withTopicsOn(bootstrap)) {
                cluster.forbidEverything();
                String refused =
                        SahutProcess.run("status", "--json", "--bootstrap", bootstrap).err();
                assertThat(refused).contains("authorization failed");

                runPrinted(folder, bootstrap);
                assertThat(ours(cluster))
                        .containsExactlyInAnyOrderElementsOf(
                                new AccessPlan(new TopicNames("sahut."))
                                        .grants(ALL).stream()
                                                .flatMap(it -> it.bindings(US))
                                                .toList());

                var running = Services.ALL.stream().map(services::start).toList();
                running.forEach(Services.Running::awaitReady);
                try (var stage = new Stage(bootstrap, running.getFirst().httpPort())) {
                    Subscription webhook = stage.subscribe("/allowed", Script.byAttempt(503, 200));
                    stage.publish(stage.newMessage(webhook.workspace())).join();
                    await("an attempt, and a second")
                            .atMost(SOON)
                            .until(() ->
                                    stage.receiver().posts("/allowed").stream()
                                            .anyMatch(Post::isAccepted));
                }
                var status = SahutProcess.run("status", "--json", "--bootstrap", bootstrap);
                assertThat(status.out()).as(status.err()).contains("sahut.dispatcher");
            }
        }
    }

    private static void runPrinted(Path folder, String bootstrap) throws IOException {
        var printed =
                SahutProcess.run(
                        Stream.concat(
                                        Stream.of("acls", "--principal", US),
                                        Stream.concat(
                                                Stream.of("--bootstrap", bootstrap),
                                                ALL.stream().map(Who::label)))
                                .toArray(String[]::new));
        assertThat(printed.exit()).as(printed.err()).isZero();
        try (var shell =
                ChildProcess.startOthers(
                        "acls",
                        List.of("bash", "-e", "-c", printed.out()),
                        KafkaTools.environment(KafkaTools.scripts(folder)))) {
            assertThat(shell.awaitExit(LIMIT)).as(shell.stderr()).isZero();
        }
    }

    private static Set<AclBinding> ours(TestCluster cluster)
            throws ExecutionException, InterruptedException {
        try (var admin = cluster.clients().admin()) {
            var found =
                    new HashSet<AclBinding>(
                            admin.describeAcls(AclBindingFilter.ANY).values().get());
            found.removeIf(it -> !it.entry().principal().equals(US));
            return found;
        }
    }
}
