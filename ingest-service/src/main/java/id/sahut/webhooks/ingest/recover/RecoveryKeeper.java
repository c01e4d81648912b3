package id.sahut.webhooks.ingest.recover;

import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.loop.GroupLoop;
import id.sahut.webhooks.common.loop.Keeper;
import id.sahut.webhooks.common.loop.StartingPoints;
import id.sahut.webhooks.common.loop.Stop;
import id.sahut.webhooks.common.ops.Heartbeat;
import id.sahut.webhooks.common.topics.Rights;
import id.sahut.webhooks.common.topics.TopicCheck;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;

/// Keeps recoveries going: the view, and a loop that works on them. Its methods are safe for any
/// thread.
final class RecoveryKeeper implements AutoCloseable, Keeper.Kept {

    private static final String ROLE = "redrive";

    /// A turn waits for a hundred payloads of each recovery, for 2 s of the one that does not come.
    private static final Duration TURN = Duration.ofMinutes(2);

    private static final Duration FETCH_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_BLOCK = Duration.ofSeconds(20);
    private static final int MAX_POLL_RECORDS = 1_000;

    private final KafkaClients kafka;
    private final RecoveryLoop.Wiring wiring;
    private final MeterRegistry registry;
    private final Keeper keeper;
    private final AtomicReference<@Nullable RecoveryView> view = new AtomicReference<>();

    RecoveryKeeper(KafkaClients kafka, RecoveryLoop.Wiring wiring, MeterRegistry registry) {
        this.kafka = kafka;
        this.wiring = wiring;
        this.registry = registry;
        this.keeper = new Keeper(ROLE, Keeper.Pauses.USUAL, this);
    }

    /// A producer for a partition's transactions; the one before of the same partition is shut out.
    static Producer<byte[], byte[]> producer(KafkaClients kafka, String group, int partition) {
        return kafka.transactionalProducer(group + "." + partition, LONGEST_BLOCK);
    }

    static String group(String prefix) {
        return prefix + ROLE;
    }

    void start() {
        keeper.start();
    }

    /// The view, while it knows all that there is.
    Optional<RecoveryView> view() {
        return Optional.ofNullable(view.get()).filter(RecoveryView::isCurrent);
    }

    Optional<String> problem() {
        return keeper.problem();
    }

    @Override
    public void close() {
        keeper.close();
        RecoveryView last = view.getAndSet(null);
        if (last != null) {
            last.close();
        }
    }

    @Override
    public void failed(Exception failure) {
        wiring.meters().failed();
    }

    @Override
    public Keeper.Running open() {
        List<String> recoveries = List.of(wiring.topics().recoveries());
        TopicCheck.requireRights(
                kafka,
                new Rights(recoveries, recoveries, List.of(group(wiring.topics().prefix()))));
        openView();
        return new Working(loop().start());
    }

    /// The view outlives it: there is something to tell also while nobody works.
    private record Working(GroupLoop loop) implements Keeper.Running {

        @Override
        public CompletableFuture<Void> failure() {
            return loop.failure();
        }

        @Override
        public void close() {
            loop.close();
        }
    }

    private void openView() {
        RecoveryView before = view.get();
        if (before != null && before.isAlive()) {
            return;
        }
        if (before != null) {
            before.close();
        }
        view.set(
                RecoveryView.follow(
                        kafka, wiring.topics().recoveries(), wiring.nanoTime(), registry));
    }

    private GroupLoop loop() {
        var consumer =
                kafka.groupConsumer(group(wiring.topics().prefix()), FETCH_WAIT, MAX_POLL_RECORDS);
        return new GroupLoop(
                ROLE,
                new GroupLoop.Source(
                        consumer,
                        StartingPoints.keptElsewhere(
                                consumer,
                                kafka,
                                _ -> CompletableFuture.completedFuture(Map.of()),
                                "sahut.recover.records.missed",
                                wiring.nanoTime(),
                                registry),
                        List.of(wiring.topics().recoveries())),
                new Heartbeat(wiring.nanoTime(), TURN),
                new Stop(wiring.nanoTime()),
                new RecoveryLoop(wiring, consumer));
    }
}
