package id.sahut.webhooks.ingest.events;

import id.sahut.webhooks.common.event.EventEnvelope;
import id.sahut.webhooks.common.event.EventReader;
import id.sahut.webhooks.common.id.NewIds;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.ingest.wish.Reading;
import id.sahut.webhooks.ingest.write.PromptWriter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/// Takes events that somebody wants to publish. Safe for any thread.
public final class Events implements AutoCloseable {

    private final EventRules rules;
    private final ClaimView claims;
    private final EventPublisher publisher;

    /// What it works with.
    ///
    /// @param writer how long a caller waits is up to it
    /// @param reader one like the fan-out's
    /// @param maxIdempotencyKeys how many it remembers
    /// @param nanoTime a monotonic clock, in nanoseconds
    public record Wiring(
            KafkaClients kafka,
            TopicNames topics,
            PromptWriter writer,
            EventReader reader,
            int maxIdempotencyKeys,
            NewIds ids,
            InstantSource clock,
            LongSupplier nanoTime,
            MeterRegistry meters) {}

    private Events(Wiring wiring) {
        this.rules = new EventRules(wiring.reader);
        this.claims =
                ClaimView.follow(
                        wiring.kafka,
                        wiring.topics.idempotencyKeys(),
                        wiring.maxIdempotencyKeys,
                        wiring.clock,
                        wiring.nanoTime,
                        wiring.meters);
        this.publisher =
                new EventPublisher(
                        new EventPublisher.Wiring(
                                wiring.topics, wiring.writer, claims, wiring.ids, wiring.clock));
    }

    public static Events open(Wiring wiring) {
        return new Events(wiring);
    }

    /// @param workspace whose event it has to be
    public Reading<EventEnvelope> read(WorkspaceId workspace, byte[] body) {
        return rules.read(workspace, body);
    }

    /// @param event one that was [read][#read] and accepted
    public Publishing publish(WorkspaceId workspace, byte[] event) {
        return publisher.publish(workspace, event);
    }

    /// The same, but under one key one event only.
    public Publishing publish(WorkspaceId workspace, byte[] event, IdempotencyKey key) {
        return publisher.publish(workspace, event, key);
    }

    /// Publishes several, each by itself: what comes of one says nothing of the others. Under a
    /// key, each of them is published once; two that are alike are one.
    ///
    /// @param events such that were [read][#read] and accepted, 500 at most
    /// @return what came of each, in its place
    public List<Publishing> publishAll(
            WorkspaceId workspace, List<byte[]> events, Optional<IdempotencyKey> key) {
        return publisher.publishAll(workspace, events, key);
    }

    /// Empty when it knows the idempotency keys in use and is not known to lag.
    public Optional<String> problem() {
        return claims.problem();
    }

    public boolean isAlive() {
        return claims.isAlive();
    }

    /// Completes, exceptionally, when it learns of no more idempotency keys.
    public CompletableFuture<Void> failure() {
        return claims.failure();
    }

    @Override
    public void close() {
        claims.close();
    }
}
