package id.sahut.webhooks.ingest.recover;

import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.loop.GroupLoop;
import id.sahut.webhooks.common.loop.StartingPoints;
import id.sahut.webhooks.common.loop.Stop;
import id.sahut.webhooks.common.ops.Heartbeat;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.Producer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps recoveries going: opens the view and runs a loop, and begins again whenever either has
/// failed. Its thread does that; its methods are safe for any thread.
///
/// Nothing here ends the process or stops anybody else.
final class RecoveryKeeper implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RecoveryKeeper.class);
    private static final String ROLE = "redrive";

    /// How long after a failure it begins again: as long, then twice as long each time.
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /// A turn waits for a hundred payloads of each recovery, for 2 s of the one that does not come.
    private static final Duration TURN = Duration.ofMinutes(2);

    private static final Duration FETCH_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_BLOCK = Duration.ofSeconds(20);
    private static final int MAX_POLL_RECORDS = 1_000;

    private final KafkaClients kafka;
    private final RecoveryLoop.Wiring wiring;
    private final MeterRegistry registry;
    private final Thread thread;
    private final CompletableFuture<Void> closing = new CompletableFuture<>();
    private final AtomicReference<@Nullable RecoveryView> view = new AtomicReference<>();
    private volatile String problem = "is being opened";

    RecoveryKeeper(KafkaClients kafka, RecoveryLoop.Wiring wiring, MeterRegistry registry) {
        this.kafka = kafka;
        this.wiring = wiring;
        this.registry = registry;
        this.thread = Thread.ofPlatform().name("redrive-keeper").unstarted(this::run);
    }

    /// A producer for a partition's transactions; the one before of the same partition is shut out.
    static Producer<byte[], byte[]> producer(KafkaClients kafka, String group, int partition) {
        return kafka.transactionalProducer(group + "." + partition, LONGEST_BLOCK);
    }

    static String group(String prefix) {
        return prefix + ROLE;
    }

    void start() {
        thread.start();
    }

    /// The view, while it knows all that there is.
    Optional<RecoveryView> view() {
        return Optional.ofNullable(view.get()).filter(RecoveryView::isCurrent);
    }

    Optional<String> problem() {
        return Optional.of(problem).filter(it -> !it.isEmpty());
    }

    @Override
    public void close() {
        closing.complete(null);
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        RecoveryView last = view.getAndSet(null);
        if (last != null) {
            last.close();
        }
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (!closing.isDone()) {
            long begun = wiring.nanoTime().getAsLong();
            try {
                openView();
                work();
            } catch (RuntimeException e) {
                wiring.meters().failed();
                problem = String.valueOf(e.getMessage());
                log.warn("recoveries are not worked on, and begin again: {}", problem, e);
            }
            boolean lasted =
                    wiring.nanoTime().getAsLong() - begun > LONGEST_PAUSE.multipliedBy(2).toNanos();
            pause = lasted ? FIRST_PAUSE : pause;
            waitForClosing(pause);
            Duration twice = pause.multipliedBy(2);
            pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
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

    /// Returns when it is to be closed; throws what the loop has failed with.
    private void work() {
        var consumer =
                kafka.groupConsumer(group(wiring.topics().prefix()), FETCH_WAIT, MAX_POLL_RECORDS);
        try (var loop =
                new GroupLoop(
                        ROLE,
                        consumer,
                        StartingPoints.keptElsewhere(
                                consumer,
                                kafka,
                                _ -> CompletableFuture.completedFuture(Map.of()),
                                "sahut.recover.records.missed",
                                wiring.nanoTime(),
                                registry),
                        List.of(wiring.topics().recoveries()),
                        new Heartbeat(wiring.nanoTime(), TURN),
                        new Stop(wiring.nanoTime()),
                        new RecoveryLoop(wiring, consumer))) {
            loop.start();
            problem = "";
            await(loop.failure());
        }
    }

    private void await(CompletableFuture<Void> failure) {
        try {
            var _ = CompletableFuture.anyOf(closing, failure).get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("the loop of recoveries has failed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void waitForClosing(Duration pause) {
        try {
            closing.get(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException | ExecutionException e) {
            log.debug("works on recoveries again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
