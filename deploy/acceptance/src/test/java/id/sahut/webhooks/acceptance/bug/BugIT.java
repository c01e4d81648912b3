package id.sahut.webhooks.acceptance.bug;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.acceptance.cluster.Services;
import id.sahut.webhooks.acceptance.process.AgentJar;
import id.sahut.webhooks.acceptance.receiver.Script;
import id.sahut.webhooks.acceptance.sandbox.Figures;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import id.sahut.webhooks.acceptance.sandbox.Subscription;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A loop that throws, and a heap that is full: the process ends by itself, its last line says why,
/// and the one that a supervisor starts goes on. `-Dsahut.acceptance.long=true` for every loop.
final class BugIT {

    private static final String PACKAGES = "id.sahut.webhooks.";

    /// So many that each of two dispatchers has some of them.
    private static final int WEBHOOKS = 24;

    private static final Duration TO_END = Duration.ofSeconds(45);

    /// @param method that its loop calls now and then, whether or not there is work
    /// @param how `throw` or `fill`
    private record Bug(String service, String className, String method, String how) {

        String title() {
            return "%s in %s.%s of %s".formatted(how, className, method, service);
        }
    }

    private static final List<Bug> ALL =
            List.of(
                    new Bug("dispatcher", "dispatcher.dispatch.DispatchLoop", "turn", "throw"),
                    new Bug("dispatcher", "dispatcher.outcome.OutcomeRecords", "of", "throw"),
                    new Bug(
                            "dispatcher",
                            "dispatcher.attempt.WebhookClient",
                            "requireWhole",
                            "throw"),
                    new Bug("dispatcher", "common.kafka.TopicFollower", "withNew", "throw"),
                    new Bug("dispatcher", "dispatcher.dispatch.DispatchLoop", "turn", "fill"),
                    new Bug("ingest", "ingest.fanout.FanOutLoop", "turn", "throw"),
                    new Bug("ingest", "common.kafka.TopicFollower", "withNew", "fill"),
                    new Bug("scheduler", "scheduler.tier.ForwardLoop", "keepHouse", "throw"),
                    new Bug("scheduler", "scheduler.tier.ForwardLoop", "keepHouse", "fill"));

    /// Each takes some ten seconds; a build has time for one.
    private static final List<Bug> BUGS =
            Boolean.getBoolean("sahut.acceptance.long") ? ALL : List.of(ALL.getFirst());

    @Test
    void theProcessEndsSaysWhyAndTheNextOneGoesOn(@TempDir Path folder) throws IOException {
        Path agent = AgentJar.build(folder, BugAgent.class);
        try (var services = Services.withTopics()) {
            var ingest = services.start("ingest");
            var others = List.of(services.start("dispatcher"), services.start("scheduler"));
            ingest.awaitReady();
            others.forEach(Services.Running::awaitReady);
            try (var stage = new Stage(services.bootstrap(), ingest.httpPort())) {
                List<Subscription> webhooks =
                        IntStream.range(0, WEBHOOKS)
                                .mapToObj(it ->
                                        stage.subscribe("/bug-" + it, Script.byAttempt(503, 200)))
                                .toList();
                for (Bug bug : BUGS) {
                    Path trigger = folder.resolve("trigger-" + BUGS.indexOf(bug));
                    var faulty =
                            services.start(
                                    bug.service,
                                    List.of(
                                            "-javaagent:%s=%s;%s;%s;%s"
                                                    .formatted(
                                                            agent,
                                                            trigger,
                                                            PACKAGES + bug.className,
                                                            bug.method,
                                                            bug.how)));
                    faulty.awaitReady();
                    var _ = Files.createFile(trigger);
                    publish(stage, webhooks);
                    int status = faulty.process().awaitExit(TO_END);
                    String lastLine =
                            lastLine(faulty.process().stderr() + faulty.process().stdout());
                    Figures.print(
                            "%s: exit status %d, %s".formatted(bug.title(), status, lastLine));
                    assertThat(status).as(bug.title()).isPositive();
                    assertThat(lastLine)
                            .as(bug.title())
                            .containsAnyOf(
                                    "has failed and ends, for its supervisor to start it again",
                                    "Terminating due to java.lang.OutOfMemoryError");
                }
                publish(stage, webhooks);
                await("all arrive, whoever ended meanwhile")
                        .atMost(Duration.ofSeconds(60))
                        .until(() ->
                                stage.receiver().posts().stream()
                                                .filter(it -> it.isAccepted())
                                                .map(it -> it.deliveryId())
                                                .distinct()
                                                .count()
                                        == stage.ledger().size());
            }
        }
    }

    private static void publish(Stage stage, List<Subscription> webhooks) {
        webhooks.forEach(it -> stage.publish(stage.newMessage(it.workspace())).join());
    }

    private static String lastLine(String text) {
        return text.lines().reduce("", (_, last) -> last);
    }
}
