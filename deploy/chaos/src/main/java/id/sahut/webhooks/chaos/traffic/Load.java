package id.sahut.webhooks.chaos.traffic;

import id.sahut.webhooks.bench.load.Events;
import id.sahut.webhooks.chaos.evidence.Findings;
import id.sahut.webhooks.common.kafka.KafkaClients;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;

/// Publishes events at a rate on a thread of its own, whatever becomes of them, until it is told to
/// end; with the producer that our own services use, which gives nothing up. Safe for any thread.
public final class Load {

    private final Events events;
    private final int perSecond;
    private final KafkaClients kafka;
    private final String topic;
    private final InstantSource clock;
    private final Findings refused = new Findings();
    private final CompletableFuture<Long> end = new CompletableFuture<>();
    private volatile boolean ending;

    private Load(
            Events events, int perSecond, KafkaClients kafka, String topic, InstantSource clock) {
        this.events = events;
        this.perSecond = perSecond;
        this.kafka = kafka;
        this.topic = topic;
        this.clock = clock;
    }

    public static Load start(
            Events events, int perSecond, KafkaClients kafka, String topic, InstantSource clock) {
        var load = new Load(events, perSecond, kafka, topic, clock);
        Thread.ofPlatform().name("chaos-load").daemon().start(load::run);
        return load;
    }

    /// Publishes no more, and returns when Kafka has acknowledged all.
    ///
    /// @return how many events
    public long end() {
        ending = true;
        return end.join();
    }

    /// Events that Kafka did not take.
    public Findings refused() {
        return refused;
    }

    private void run() {
        long number = 0;
        try (var producer = kafka.producer()) {
            Instant start = clock.instant();
            for (; !ending; number++) {
                Instant scheduled = start.plusNanos(number * 1_000_000_000L / perSecond);
                await(scheduled);
                String name = "event " + number;
                var _ =
                        producer.send(
                                events.record(topic, number, scheduled),
                                (_, failure) -> {
                                    if (failure != null) {
                                        refused.add("%s: %s".formatted(name, failure));
                                    }
                                });
            }
            producer.flush();
            end.complete(number);
        } catch (RuntimeException e) {
            end.completeExceptionally(e);
        }
    }

    private void await(Instant moment) {
        for (long nanos = ChronoUnit.NANOS.between(clock.instant(), moment);
                nanos > 0;
                nanos = ChronoUnit.NANOS.between(clock.instant(), moment)) {
            LockSupport.parkNanos(nanos);
        }
    }
}
