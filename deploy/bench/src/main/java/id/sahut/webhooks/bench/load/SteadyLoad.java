package id.sahut.webhooks.bench.load;

import id.sahut.webhooks.common.kafka.KafkaClients;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/// Publishes events at a rate on a thread of its own, whatever becomes of them, until it is told to
/// end. Safe for any thread.
public final class SteadyLoad {

    /// Events are published in portions of so long, and it ends at the end of one.
    private static final Duration PORTION = Duration.ofSeconds(2);

    private final Fleet fleet;
    private final int perSecond;
    private final KafkaClients kafka;
    private final String topic;
    private final InstantSource clock;
    private final List<Events> published = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private volatile boolean ending;

    private SteadyLoad(
            Fleet fleet, int perSecond, KafkaClients kafka, String topic, InstantSource clock) {
        this.fleet = fleet;
        this.perSecond = perSecond;
        this.kafka = kafka;
        this.topic = topic;
        this.clock = clock;
    }

    public static SteadyLoad start(
            Fleet fleet, int perSecond, KafkaClients kafka, String topic, InstantSource clock) {
        var loop = new SteadyLoad(fleet, perSecond, kafka, topic, clock);
        Thread.ofPlatform().name("bench-load").daemon().start(loop::run);
        return loop;
    }

    /// Publishes no more once the portion in hand is, and tells all that were.
    public List<Events> end() {
        ending = true;
        end.join();
        return List.copyOf(published);
    }

    private void run() {
        try {
            Instant start = clock.instant();
            for (int portion = 0; !ending; portion++) {
                var events =
                        Events.during(
                                fleet,
                                "%sp%de".formatted(fleet.name(), portion),
                                perSecond,
                                PORTION);
                published.add(events);
                events.publish(
                        kafka, topic, perSecond, start.plus(PORTION.multipliedBy(portion)), clock);
            }
            end.complete(null);
        } catch (RuntimeException e) {
            end.completeExceptionally(e);
        }
    }
}
