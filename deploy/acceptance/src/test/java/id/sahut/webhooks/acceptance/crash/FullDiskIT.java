package id.sahut.webhooks.acceptance.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.acceptance.cluster.Services;
import id.sahut.webhooks.acceptance.guarantee.NothingLost;
import id.sahut.webhooks.acceptance.guarantee.NothingTwice;
import id.sahut.webhooks.acceptance.process.SahutProcess;
import id.sahut.webhooks.acceptance.receiver.Script;
import id.sahut.webhooks.acceptance.sandbox.Figures;
import id.sahut.webhooks.acceptance.sandbox.OpenLoop;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import id.sahut.webhooks.acceptance.sandbox.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/// The only broker can write no further, and ends. The system refuses to let a file grow, which is
/// the same to a broker as a disk that is full: an append that fails.
@EnabledIfSystemProperty(named = "sahut.acceptance.long", matches = "true")
final class FullDiskIT {

    private static final int PER_SECOND = 100;

    /// More than an index, which has all its 10 MiB at once.
    private static final int MAX_FILE_KIB = 10_500;

    /// What nobody reads, and no compression makes smaller.
    private static final int FILLER_BYTES = 256 * 1024;

    private static final int FILLERS = 60;

    private static final Duration TO_FILL = Duration.ofMinutes(2);

    @Test
    void aBrokerThatCanWriteNoFurtherEndsAndAllGoesOnWhenItCan() throws InterruptedException {
        try (var services = Services.withTopics()) {
            services.restartBrokerWithSmallFiles(MAX_FILE_KIB);
            var running = Services.ALL.stream().map(services::start).toList();
            running.forEach(Services.Running::awaitReady);
            try (var stage = new Stage(services.bootstrap(), running.getFirst().httpPort())) {
                var webhooks =
                        List.of(
                                stage.subscribe("/well", Script.always(204)),
                                stage.subscribe("/fails-once", Script.byAttempt(503, 200)));
                var enough = new AtomicBoolean();
                Thread load =
                        OpenLoop.inBackground(
                                PER_SECOND,
                                enough::get,
                                (number, _) -> publish(stage, webhooks, number));

                await().atMost(Duration.ofSeconds(60))
                        .until(() -> stage.receiver().posts().size() >= 5 * PER_SECOND);
                fill(stage);
                services.awaitBrokerEnds(TO_FILL);
                int before = stage.receiver().posts().size();
                await("the dispatcher is not ready without it")
                        .atMost(Duration.ofSeconds(30))
                        .pollInterval(Duration.ofMillis(200))
                        .until(() -> !SahutProcess.isReady(running.get(1).httpPort()));
                running.forEach(it -> assertThat(it.process().isAlive()).isTrue());

                services.startBroker();
                running.forEach(Services.Running::awaitReady);
                enough.set(true);
                load.join();
                var nothingLost = new NothingLost(stage, webhooks);
                nothingLost.awaitAllEnded(Duration.ofMinutes(2));
                assertThat(nothingLost.judge()).as("expired").isZero();
                NothingTwice.judge(stage.receiver().posts());
                Figures.print(
                        "full disk: %d POSTs before the broker ended, %d in all, none twice"
                                .formatted(before, stage.receiver().posts().size()));
            }
        }
    }

    /// Into one partition, whose file then reaches its limit.
    private static void fill(Stage stage) {
        var random = new Random(7);
        for (int i = 0; i < FILLERS; i++) {
            var filler = new byte[FILLER_BYTES];
            random.nextBytes(filler);
            var _ = stage.kafka().send(new ProducerRecord<>("sahut.attempts", 0, null, filler));
        }
    }

    private static void publish(Stage stage, List<Subscription> webhooks, long number) {
        var to = webhooks.get((int) (number % webhooks.size()));
        var _ = stage.publish(stage.newMessage(to.workspace()));
    }
}
