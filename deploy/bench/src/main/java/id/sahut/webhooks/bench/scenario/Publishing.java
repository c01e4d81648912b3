package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.load.Events;
import id.sahut.webhooks.bench.stage.Stage;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/// Events that are being published at a steady rate, by a thread of their own. Confined to the
/// run's thread.
final class Publishing {

    private final FutureTask<Events> task;

    private Publishing(FutureTask<Events> task) {
        this.task = task;
    }

    /// @param start when the first event is scheduled
    static Publishing start(
            Surroundings with, Stage stage, Events events, int perSecond, Instant start) {
        var task =
                new FutureTask<>(
                        () ->
                                events.publish(
                                        stage.kafka(),
                                        stage.topics().events(),
                                        perSecond,
                                        start,
                                        with.clock()),
                        events);
        Thread.ofPlatform().name("bench-publisher").daemon().start(task);
        return new Publishing(task);
    }

    boolean isOver() {
        return task.isDone();
    }

    /// Waits until Kafka has the last event.
    Events join() {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("the events could not be published", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while events are published", e);
        }
    }
}
