package id.sahut.webhooks.ingest.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ChangesTest {

    private static final WorkspaceId WORKSPACE = new WorkspaceId("ws_1");
    private static final WebhookId WEBHOOK = new WebhookId("wh_1");
    private static final WebhookId OTHER = new WebhookId("wh_2");
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Changes changes = new Changes("a", false, System::nanoTime, meters);

    @AfterEach
    void close() {
        changes.close();
    }

    @Test
    void whoeverWaitsIsToldOfTheirWebhookAlone() {
        String seen = changes.seen();
        var waited = waiting(seen, LONG);
        await().until(() -> waiting() == 1);

        changes.written(Set.of(OTHER));
        assertThat(waited).isNotDone();
        changes.written(Set.of(WEBHOOK, OTHER));

        assertThat(waited.join()).isEqualTo(Changes.Waited.CHANGED);
        assertThat(waiting()).isZero();
    }

    @Test
    void whatChangedBeforeIsNotMissed() {
        String seen = changes.seen();
        changes.written(Set.of(WEBHOOK));

        assertThat(changes.await(WORKSPACE, WEBHOOK, seen, LONG)).isEqualTo(Changes.Waited.CHANGED);
        assertThat(changes.await(WORKSPACE, WEBHOOK, changes.seen(), Duration.ofMillis(1)))
                .isEqualTo(Changes.Waited.UNCHANGED);
    }

    @Test
    void whoeverWaitsIsLetGoWhenItCloses() {
        var waited = waiting(changes.seen(), LONG);
        await().until(() -> waiting() == 1);

        changes.close();

        assertThat(waited.join()).isEqualTo(Changes.Waited.UNCHANGED);
    }

    @Test
    void aBusyListIsAnsweredThreeTimesASecondAtMost() {
        long begin = System.nanoTime();
        String seen = changes.seen();
        changes.written(Set.of(WEBHOOK));

        assertThat(changes.await(WORKSPACE, WEBHOOK, seen, LONG)).isEqualTo(Changes.Waited.CHANGED);
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isGreaterThanOrEqualTo(Duration.ofMillis(300));
    }

    @Test
    void theMoreWaitTheLongerEachDoes() {
        long begin = System.nanoTime();
        var all = new ArrayList<CompletableFuture<Changes.Waited>>();
        for (int i = 0; i < 100; i++) {
            all.add(waiting(changes.seen(), LONG));
        }
        await().until(() -> waiting() == 100);
        String seen = changes.seen();
        changes.written(Set.of(WEBHOOK));

        assertThat(waiting(seen, LONG).join()).isEqualTo(Changes.Waited.CHANGED);
        assertThat(Duration.ofNanos(System.nanoTime() - begin))
                .isGreaterThanOrEqualTo(Duration.ofMillis(1_010));
        assertThat(all).allSatisfy(it -> assertThat(it.join()).isEqualTo(Changes.Waited.CHANGED));
    }

    @Test
    void aWorkspaceMayHaveAQuarterOfAllWhoWait() {
        var all = new ArrayList<CompletableFuture<Changes.Waited>>();
        for (int workspace = 1; workspace <= 4; workspace++) {
            var who = new WorkspaceId("ws_" + workspace);
            for (int i = 0; i < 250; i++) {
                all.add(waiting(who, changes.seen(), LONG));
            }
            int waiting = workspace * 250;
            await().until(() -> waiting() == waiting);
            assertThat(changes.await(who, WEBHOOK, changes.seen(), LONG))
                    .isEqualTo(Changes.Waited.TOO_MANY);
        }
        assertThat(changes.await(new WorkspaceId("ws_5"), WEBHOOK, changes.seen(), LONG))
                .isEqualTo(Changes.Waited.TOO_MANY);
        assertThat(meters.get("sahut.history.waiting.refused").counter().count()).isEqualTo(5);

        changes.close();
        assertThat(all).allSatisfy(it -> assertThat(it.join()).isEqualTo(Changes.Waited.UNCHANGED));
        assertThat(waiting()).isZero();
    }

    private CompletableFuture<Changes.Waited> waiting(String seen, Duration longest) {
        return waiting(WORKSPACE, seen, longest);
    }

    private CompletableFuture<Changes.Waited> waiting(
            WorkspaceId who, String seen, Duration longest) {
        return CompletableFuture.supplyAsync(
                () -> changes.await(who, WEBHOOK, seen, longest), THREADS);
    }

    private double waiting() {
        return meters.get("sahut.history.waiting").gauge().value();
    }
}
