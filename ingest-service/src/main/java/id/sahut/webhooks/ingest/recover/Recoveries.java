package id.sahut.webhooks.ingest.recover;

import id.sahut.webhooks.common.id.NewIds;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.ingest.history.DeliveryState;
import id.sahut.webhooks.ingest.history.Fates;
import id.sahut.webhooks.ingest.history.History;
import id.sahut.webhooks.ingest.redrive.Redrive;
import id.sahut.webhooks.ingest.registry.Webhooks;
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

/// Sends many of a webhook's deliveries again, in the background. Safe for any thread.
///
/// Whatever is wrong with it, nobody else is stopped.
public final class Recoveries implements AutoCloseable {

    private final RecoveryKeeper keeper;
    private final String topic;
    private final History history;
    private final PromptWriter writer;
    private final InstantSource clock;
    private final NewIds ids;

    /// Of which webhooks one is just being written down.
    private final Set<WebhookId> beginning = ConcurrentHashMap.newKeySet();

    /// What it works with.
    ///
    /// @param rate how many deliveries of one recovery are sent again per second, 1 to 10,000
    public record Wiring(
            KafkaClients kafka,
            TopicNames topics,
            History history,
            Webhooks webhooks,
            Redrive redrive,
            PromptWriter writer,
            NewIds ids,
            int rate,
            InstantSource clock,
            LongSupplier nanoTime,
            MeterRegistry meters) {}

    /// What somebody wants sent again.
    ///
    /// @param since of events published at this time or later
    /// @param until of events published before this time
    /// @param states of deliveries that stand so now
    /// @param event of this type only
    public record Wish(
            Instant since,
            Optional<Instant> until,
            Set<DeliveryState> states,
            Optional<String> event) {

        public Wish {
            states = Set.copyOf(states);
        }
    }

    private Recoveries(Wiring wiring) {
        this.topic = wiring.topics.recoveries();
        this.history = wiring.history;
        this.writer = wiring.writer;
        this.clock = wiring.clock;
        this.ids = wiring.ids;
        String group = RecoveryKeeper.group(wiring.topics.prefix());
        this.keeper =
                new RecoveryKeeper(
                        wiring.kafka,
                        new RecoveryLoop.Wiring(
                                wiring.topics,
                                wiring.history,
                                wiring.webhooks,
                                wiring.redrive,
                                it -> RecoveryKeeper.producer(wiring.kafka, group, it),
                                new Rate(wiring.rate),
                                wiring.clock,
                                wiring.nanoTime,
                                new RecoveryMeters(wiring.meters)),
                        wiring.meters);
    }

    /// Opens them; those that are unfinished go on at once, here or in another process.
    public static Recoveries open(Wiring wiring) {
        var recoveries = new Recoveries(wiring);
        recoveries.keeper.start();
        return recoveries;
    }

    /// Empty while all is well with it.
    public Optional<String> problem() {
        return keeper.problem();
    }

    /// Writes a wish down; whoever owns it begins within a moment. Two processes that are asked at
    /// the same moment may both take one: they go on one after the other.
    public Recovering begin(Webhook webhook, Wish wish) {
        Optional<RecoveryView> view = keeper.view();
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
                            wish.since,
                            wish.until,
                            wish.states,
                            wish.event,
                            now(),
                            Optional.empty()));
        } finally {
            beginning.remove(webhook.id());
        }
    }

    /// Stops one; what is just being sent may still be sent.
    public Recovering stop(Webhook webhook, String id) {
        Optional<RecoveryView> view = keeper.view();
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
        return keeper.view()
                .map(it -> it.book().of(webhook.id()).stream().map(Recovery::of).toList());
    }

    /// How those that a recovery sent again have ended so far; empty when the history can't tell.
    public Optional<Fates> fates(Webhook webhook, Recovery recovery) {
        Optional<RecoveryBook.Entry> entry =
                keeper.view().flatMap(it -> it.book().find(webhook.id(), recovery.id().value()));
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        var after = entry.get().progress().after();
        if (after.isEmpty()) {
            return Optional.of(new Fates(0, 0));
        }
        return switch (history.fates(entry.get().wish().question(), after.get())) {
            case History.Answer.Told<Fates>(Fates fates) -> Optional.of(fates);
            case History.Answer.Unavailable<Fates>() -> Optional.empty();
        };
    }

    @Override
    public void close() {
        keeper.close();
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
