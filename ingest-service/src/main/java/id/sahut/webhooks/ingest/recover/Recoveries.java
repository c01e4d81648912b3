package id.sahut.webhooks.ingest.recover;

import id.sahut.webhooks.common.event.EventReader;
import id.sahut.webhooks.common.id.NewIds;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.ingest.history.Cursor;
import id.sahut.webhooks.ingest.history.Fates;
import id.sahut.webhooks.ingest.history.History;
import id.sahut.webhooks.ingest.redrive.Redrive;
import id.sahut.webhooks.ingest.registry.Webhooks;
import id.sahut.webhooks.ingest.write.PromptWriter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.LongSupplier;

/// Sends many of a webhook's deliveries again, in the background. Safe for any thread.
///
/// Whatever is wrong with it, nobody else is stopped.
public final class Recoveries implements AutoCloseable {

    private final RecoveryKeeper keeper;
    private final RecoveryDesk desk;
    private final History history;

    /// What it works with.
    ///
    /// @param rate how many deliveries of one recovery are sent again per second, 1 to 10,000
    public record Wiring(
            KafkaClients kafka,
            TopicNames topics,
            History history,
            Webhooks webhooks,
            Redrive redrive,
            EventReader events,
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
    /// @param states what stands so now
    /// @param event of this type only
    public record Wish(
            Instant since, Optional<Instant> until, RecoverStates states, Optional<String> event) {}

    private Recoveries(Wiring wiring) {
        this.history = wiring.history;
        String group = RecoveryKeeper.group(wiring.topics.prefix());
        this.keeper =
                new RecoveryKeeper(
                        wiring.kafka,
                        new RecoveryLoop.Wiring(
                                wiring.topics,
                                wiring.history,
                                wiring.webhooks,
                                wiring.redrive,
                                new MissedEvents(
                                        wiring.kafka,
                                        wiring.topics,
                                        wiring.events,
                                        wiring.history,
                                        wiring.clock,
                                        wiring.nanoTime),
                                it -> RecoveryKeeper.producer(wiring.kafka, group, it),
                                new Rate(wiring.rate),
                                wiring.clock,
                                wiring.nanoTime,
                                new RecoveryMeters(wiring.meters)),
                        wiring.meters);
        this.desk =
                new RecoveryDesk(
                        keeper::view,
                        wiring.topics.recoveries(),
                        wiring.writer,
                        wiring.ids,
                        wiring.clock,
                        keeper::close);
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

    /// Takes wishes, and tells how far they have come.
    public RecoveryDesk desk() {
        return desk;
    }

    /// How those that a recovery sent again have ended so far; empty when the history can't tell.
    public Optional<Fates> fates(Webhook webhook, Recovery recovery) {
        Optional<RecoveryBook.Entry> entry =
                keeper.view().flatMap(it -> it.book().find(webhook.id(), recovery.id().value()));
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        RecoveryWish wish = entry.get().wish();
        Optional<Instant> upTo =
                entry.get().progress().events().isPresent()
                        ? Optional.of(wish.to())
                        : entry.get().progress().after().map(Cursor::createdAt);
        if (upTo.isEmpty()) {
            return Optional.of(new Fates(0, 0));
        }
        return switch (history.fates(wish.question(), upTo.get())) {
            case History.Answer.Told<Fates>(Fates fates) -> Optional.of(fates);
            case History.Answer.Unavailable<Fates>() -> Optional.empty();
        };
    }

    @Override
    public void close() {
        desk.close();
    }
}
