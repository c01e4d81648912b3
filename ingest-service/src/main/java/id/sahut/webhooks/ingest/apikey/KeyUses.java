package id.sahut.webhooks.ingest.apikey;

import id.sahut.webhooks.common.id.ApiKeyId;
import id.sahut.webhooks.common.ops.LoopThread;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.Producer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// When keys were last used: kept in memory, and written down once in a while. Safe for any thread;
/// a thread of its own writes.
///
/// What is not written yet is at most one instant per key, and is lost with a killed process.
final class KeyUses implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(KeyUses.class);

    private final ApiKeyView view;
    private final Producer<byte[], byte[]> producer;
    private final String topic;
    private final InstantSource clock;
    private final Duration interval;
    private final ConcurrentMap<ApiKeyId, Instant> unwritten = new ConcurrentHashMap<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final LoopThread thread = LoopThread.of("api-key-uses", this::run);

    private KeyUses(
            ApiKeyView view,
            Producer<byte[], byte[]> producer,
            String topic,
            InstantSource clock,
            Duration interval) {
        this.view = view;
        this.producer = producer;
        this.topic = topic;
        this.clock = clock;
        this.interval = interval;
    }

    /// @param producer one that gives up after a while
    /// @param interval how often a key's use is written down at most
    static KeyUses start(
            ApiKeyView view,
            Producer<byte[], byte[]> producer,
            String topic,
            InstantSource clock,
            Duration interval) {
        var uses = new KeyUses(view, producer, topic, clock, interval);
        uses.thread.start();
        return uses;
    }

    /// Somebody has shown this key.
    void note(ApiKey key) {
        unwritten.put(key.id(), clock.instant());
    }

    /// When it was last used, as far as anybody has told; empty while never.
    Optional<Instant> latest(ApiKeyId id) {
        return Stream.concat(
                        Optional.ofNullable(unwritten.get(id)).stream(), view.lastUsed(id).stream())
                .max(Comparator.naturalOrder());
    }

    /// Completes, exceptionally, when it writes no more.
    CompletableFuture<Void> failure() {
        return thread.failure();
    }

    /// Writes down what is left.
    @Override
    public void close() {
        closing.countDown();
        thread.join();
    }

    private void run() {
        try {
            while (!closing.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                writeDown();
            }
            writeDown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Only what has been read back is forgotten here, so that no key seems unused meanwhile.
    private boolean isWritten(LastUse use) {
        return view.lastUsed(use.id()).filter(it -> !it.isBefore(use.at())).isPresent();
    }

    /// What Kafka does not take stays for the next time.
    private void writeDown() throws InterruptedException {
        var sent = new LinkedHashMap<LastUse, Future<?>>();
        for (Map.Entry<ApiKeyId, Instant> entry : unwritten.entrySet()) {
            var use = new LastUse(entry.getKey(), entry.getValue());
            if (!view.knows(use.id())) {
                unwritten.remove(use.id()); // revoked since
                continue;
            }
            if (isWritten(use)) {
                unwritten.remove(use.id(), use.at());
                continue;
            }
            Future<?> sending = producer.send(ApiKeyRecords.write(topic, use));
            sent.put(use, sending);
            if (sending.state() == Future.State.FAILED) {
                break; // each of the others would wait as long, to no end
            }
        }
        for (var entry : sent.entrySet()) {
            try {
                entry.getValue().get();
            } catch (ExecutionException e) {
                log.warn("when API keys were used could not be written down", e.getCause());
                return;
            }
        }
    }
}
