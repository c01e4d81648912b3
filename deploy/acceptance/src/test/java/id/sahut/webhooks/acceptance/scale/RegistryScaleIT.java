package id.sahut.webhooks.acceptance.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.acceptance.cluster.Services;
import id.sahut.webhooks.acceptance.receiver.Script;
import id.sahut.webhooks.acceptance.sandbox.Figures;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import id.sahut.webhooks.acceptance.sandbox.Stage.Workspace;
import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.kafka.KafkaClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// Many webhooks in the services that know them all, each a process of its own:
/// `-Dsahut.acceptance.webhooks=1000000` for what is promised.
///
/// Heap is what is live after a full collection, less what the same process has without webhooks.
final class RegistryScaleIT {

    private static final Population POPULATION =
            new Population(Integer.getInteger("sahut.acceptance.webhooks", 20_000));

    private static final List<String> SERVICES = List.of("ingest", "dispatcher");

    private static final long MAX_BYTES_PER_WEBHOOK = 1_024;
    private static final long READY_MS = 20_000;
    private static final long LIST_MS = 10;
    private static final long VISIBLE_MS = 100;

    /// Twice what is promised, so that collecting does not take the time.
    private static final int HEAP_MB = 256 + POPULATION.webhooks() / 500;

    /// Few enough of each key to stay within its requests a minute.
    private static final int KEYS = 20;

    private static final int LISTS_PER_KEY = 20;
    private static final int NEW_WEBHOOKS = 20;

    @Test
    void aServiceThatKnowsManyWebhooksIsSmallSoonReadyAndQuick() {
        try (var services = Services.withTopics()) {
            var empty = SERVICES.stream().map(it -> measure(services, it)).toList();
            empty.forEach(it -> it.running().stop());
            write(services);
            var full = SERVICES.stream().map(it -> measure(services, it)).toList();

            for (int i = 0; i < SERVICES.size(); i++) {
                judge(SERVICES.get(i), empty.get(i), full.get(i));
            }
            try (var stage =
                    new Stage(services.bootstrap(), full.getFirst().running().httpPort())) {
                judgeLists(stage);
                judgeNewWebhooks(stage);
            }
        }
    }

    private record Measured(Services.Running running, long readyMs, long cpuMs, long heapBytes) {}

    private static Measured measure(Services services, String service) {
        long begin = System.nanoTime();
        Services.Running running = services.start(service, HEAP_MB);
        running.awaitReady();
        long readyMs = millisSince(begin);
        long cpuMs = running.process().cpuTime().toMillis();
        return new Measured(running, readyMs, cpuMs, running.process().liveHeapBytes());
    }

    private static void write(Services services) {
        long begin = System.nanoTime();
        var settings =
                Settings.load(
                        Optional.empty(),
                        Map.of(),
                        Map.of("kafka.bootstrap.servers", services.bootstrap()));
        POPULATION.writeTo(
                new KafkaClients(settings.kafka(), Optional.empty()), settings.topics().webhooks());
        Figures.print(
                "registry: %d webhooks in %d workspaces written in %d ms"
                        .formatted(
                                POPULATION.webhooks(),
                                POPULATION.workspaces(),
                                millisSince(begin)));
    }

    private static void judge(String service, Measured empty, Measured full) {
        long each = (full.heapBytes - empty.heapBytes) / POPULATION.webhooks();
        Figures.print(
                "registry: %s is ready after %d ms, %d ms of CPU (without webhooks %d ms, %d ms), heap %d MB (%d MB): %d bytes a webhook"
                        .formatted(
                                service,
                                full.readyMs,
                                full.cpuMs,
                                empty.readyMs,
                                empty.cpuMs,
                                full.heapBytes >> 20,
                                empty.heapBytes >> 20,
                                each));
        assertThat(each).as("bytes a webhook").isLessThan(MAX_BYTES_PER_WEBHOOK);
        assertThat(full.readyMs).as("ready").isLessThan(Figures.limitMs(READY_MS));
    }

    private static void judgeLists(Stage stage) {
        List<Workspace> workspaces =
                IntStream.range(0, KEYS)
                        .map(it -> it * (POPULATION.workspaces() / KEYS))
                        .mapToObj(it -> stage.keyTo(POPULATION.workspace(it)))
                        .toList();
        await("the API takes the newest key")
                .atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> stage.api().list(workspaces.getLast().apiKey()) != null);
        var micros = new ArrayList<Long>();
        for (int i = 0; i < LISTS_PER_KEY; i++) {
            for (Workspace workspace : workspaces) {
                long begin = System.nanoTime();
                var page = stage.api().list(workspace.apiKey());
                micros.add((System.nanoTime() - begin) / 1_000);
                assertThat(page.get("data")).hasSize(Population.PER_WORKSPACE);
            }
        }
        long median = Figures.percentile(micros, 50);
        Figures.print(
                "registry: GET /v1/webhooks took p50 %d µs, p99 %d µs"
                        .formatted(median, Figures.percentile(micros, 99)));
        assertThat(median).as("µs").isLessThan(1_000 * Figures.limitMs(LIST_MS));
    }

    /// A webhook's first event, published when the webhook has just been made, arrives only if the
    /// fan-out and the dispatcher already know it: the dispatcher would put it off for a second.
    private static void judgeNewWebhooks(Stage stage) {
        var took = new ArrayList<Long>();
        for (int i = 0; i < NEW_WEBHOOKS; i++) {
            String path = "/new-" + i;
            var webhook = stage.subscribe(path, Script.always(204));
            long begin = System.nanoTime();
            var _ = stage.publish(stage.newMessage(webhook.workspace()));
            await("the first event of " + path)
                    .atMost(Duration.ofSeconds(10))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .until(() -> !stage.receiver().posts(path).isEmpty());
            long arrived = stage.receiver().posts(path).getFirst().arrivedNanos();
            took.add(Duration.ofNanos(arrived - begin).toMillis());
        }
        long median = Figures.percentile(took, 50);
        Figures.print(
                "registry: a new webhook's first event arrived p50 %d ms, at most %d ms after it was made"
                        .formatted(median, Figures.percentile(took, 100)));
        assertThat(median).as("ms").isLessThan(Figures.limitMs(VISIBLE_MS));
    }

    private static long millisSince(long begin) {
        return Duration.ofNanos(System.nanoTime() - begin).toMillis();
    }
}
