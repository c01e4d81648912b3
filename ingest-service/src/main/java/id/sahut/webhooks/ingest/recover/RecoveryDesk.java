package id.sahut.webhooks.ingest.recover;

import id.sahut.webhooks.common.id.NewIds;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.ingest.write.Deadline;
import id.sahut.webhooks.ingest.write.PromptWriter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Takes wishes for recoveries, and tells how far they have come. Whoever works on them may be
/// elsewhere. Safe for any thread.
public final class RecoveryDesk implements AutoCloseable {

    private final Supplier<Optional<RecoveryView>> view;
    private final String topic;
    private final PromptWriter writer;
    private final NewIds ids;
    private final InstantSource clock;
    private final Runnable closing;

    /// Of which webhooks one is just being written down.
    private final Set<WebhookId> beginning = ConcurrentHashMap.newKeySet();

    /// What it works with.
    public record Wiring(
            KafkaClients kafka,
            TopicNames topics,
            PromptWriter writer,
            NewIds ids,
            InstantSource clock,
            LongSupplier nanoTime,
            MeterRegistry meters) {}

    /// @param view empty while it is not known what there is
    /// @param closing what is to be closed with it
    RecoveryDesk(
            Supplier<Optional<RecoveryView>> view,
            String topic,
            PromptWriter writer,
            NewIds ids,
            InstantSource clock,
            Runnable closing) {
        this.view = view;
        this.topic = topic;
        this.writer = writer;
        this.ids = ids;
        this.clock = clock;
        this.closing = closing;
    }

    /// One without anybody who works: it follows the topic by itself.
    public static RecoveryDesk follow(Wiring wiring) {
        String topic = wiring.topics.recoveries();
        var view = RecoveryView.follow(wiring.kafka, topic, wiring.nanoTime, wiring.meters);
        return new RecoveryDesk(
                () -> Optional.of(view).filter(RecoveryView::isCurrent),
                topic,
                wiring.writer,
                wiring.ids,
                wiring.clock,
                view::close);
    }

    /// Whether it is known what there is.
    public boolean isOpen() {
        return view.get().isPresent();
    }

    /// Writes a wish down; whoever owns it begins within a moment. Two processes that are asked at
    /// the same moment may both take one: they go on one after the other.
    public Recovering begin(Webhook webhook, Recoveries.Wish wish) {
        Optional<RecoveryView> view = this.view.get();
        if (view.isEmpty()) {
            return new Recovering.Unavailable();
        }
        if (!beginning.add(webhook.id())) {
            return new Recovering.Busy();
        }
        try {
            boolean isBusy =
                    view.get().book().of(webhook.id()).stream()
                            .map(Recovery::of)
                            .anyMatch(it -> !it.isFinished());
            if (isBusy) {
                return new Recovering.Busy();
            }
            return write(
                    view.get(),
                    new RecoveryWish(
                            ids.recovery(),
                            webhook.id(),
                            webhook.workspaceId(),
                            wish.since(),
                            wish.until(),
                            wish.states(),
                            wish.event(),
                            now(),
                            Optional.empty()));
        } finally {
            beginning.remove(webhook.id());
        }
    }

    /// Stops one; what is just being sent may still be sent.
    public Recovering stop(Webhook webhook, String id) {
        Optional<RecoveryView> view = this.view.get();
        if (view.isEmpty()) {
            return new Recovering.Unavailable();
        }
        return view.get()
                .book()
                .find(webhook.id(), id)
                .map(it ->
                        Recovery.of(it).isFinished()
                                ? new Recovering.Accepted(Recovery.of(it))
                                : write(view.get(), it.wish().stopped(now())))
                .orElseGet(Recovering.Unknown::new);
    }

    /// A webhook's, the newest first; empty when they are not known just now.
    public Optional<List<Recovery>> of(Webhook webhook) {
        return view.get().map(it -> it.book().of(webhook.id()).stream().map(Recovery::of).toList());
    }

    @Override
    public void close() {
        closing.run();
    }

    private Recovering write(RecoveryView view, RecoveryWish wish) {
        Deadline deadline = writer.begin();
        try {
            var written = writer.write(RecoveryRecords.write(topic, wish), deadline);
            if (written.isEmpty()) {
                return new Recovering.Unconfirmed();
            }
            view.hasRead(written.get().partition(), written.get().offset())
                    .get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
            return view.book()
                    .find(wish.webhook(), wish.id().value())
                    .<Recovering>map(it -> new Recovering.Accepted(Recovery.of(it)))
                    .orElseGet(Recovering.Unconfirmed::new);
        } catch (ExecutionException | TimeoutException e) {
            return new Recovering.Unconfirmed();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Recovering.Unconfirmed();
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }
}
