package id.sahut.webhooks.ingest.history;

import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.retry.RetryTiers;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.ingest.write.PromptWriter;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What became of each delivery. Safe for any thread.
///
/// It is read from the topics into a database, and lags a little; payloads stay in Kafka. Whatever
/// is wrong with it, nobody else is stopped: questions are then answered with [Answer.Unavailable].
public final class History implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(History.class);

    private final HistoryReading reading;
    private final int maxAttempts;
    private final Erasures erasures;
    private final KafkaClients kafka;
    private final List<String> topics;
    private final Duration retention;

    /// What it works with.
    public record Wiring(
            HistorySettings settings,
            KafkaClients kafka,
            TopicNames topics,
            RetryTiers tiers,
            InstantSource clock,
            LongSupplier nanoTime,
            RandomGenerator random,
            PromptWriter writer,
            MeterRegistry meters) {}

    /// What a question comes to.
    public sealed interface Answer<T> {
        record Told<T>(T answer) implements Answer<T> {}

        /// The database is away, or has something wrong with it.
        record Unavailable<T>() implements Answer<T> {}
    }

    private History(Wiring wiring) {
        this.reading = new HistoryReading(wiring);
        this.maxAttempts = wiring.tiers.all().size() + 1;
        this.kafka = wiring.kafka;
        this.retention = wiring.settings.retention();
        this.topics = new FactReader(wiring.topics, wiring.tiers).topics();
        this.erasures = new Erasures(wiring.topics.erasures(), wiring.writer);
    }

    /// Opens the history. It begins to be read at once, or as soon as its database is there.
    public static History open(Wiring wiring) {
        var history = new History(wiring);
        history.reading.start();
        return history;
    }

    /// Empty while all is well with it.
    public Optional<String> problem() {
        return reading.problem();
    }

    /// For whoever shows what changes.
    public Changes changes() {
        return reading.changes();
    }

    /// How many attempts a delivery has before it is given up.
    public int maxAttempts() {
        return maxAttempts;
    }

    public Answer<DeliveryPage> deliveries(DeliveryQuestion question) {
        return ask(it -> it.deliveries(question));
    }

    /// A delivery, if it is one of theirs; of others nothing is looked at.
    ///
    /// @param theirs whether a webhook is the caller's
    public Answer<Optional<RecordedDelivery>> find(DeliveryId id, Predicate<WebhookId> theirs) {
        return ask(it -> it.find(id, theirs));
    }

    public Answer<List<RecordedAttempt>> attempts(RecordedDelivery delivery) {
        return ask(it -> it.attempts(delivery));
    }

    /// Erases what endpoints answered to a delivery, and hides its payload, for good.
    ///
    /// @return false when that could not be confirmed in time: it may be done all the same
    public boolean erase(RecordedDelivery delivery) {
        return erasures.erase(delivery, () -> isErased(delivery));
    }

    private boolean isErased(RecordedDelivery delivery) {
        return switch (find(delivery.id(), delivery.webhook()::equals)) {
            case Answer.Told<Optional<RecordedDelivery>>(var found) ->
                    found.filter(RecordedDelivery::erased).isPresent();
            case Answer.Unavailable<Optional<RecordedDelivery>>() -> false;
        };
    }

    /// Some of the deliveries that stand so, the oldest first.
    ///
    /// @param after where the page before ended
    public Answer<List<RecordedDelivery>> frozen(
            FrozenQuestion question, Optional<Cursor> after, int size) {
        return ask(it -> it.frozen(question, after, size));
    }

    public Answer<Long> count(FrozenQuestion question) {
        return ask(it -> it.count(question));
    }

    /// For somebody who waits for the number.
    ///
    /// @param most counting ends there, however many more there are
    public Answer<Integer> countUpTo(FrozenQuestion question, int most) {
        return ask(it -> it.countUpTo(question, most));
    }

    /// What became of those that were sent again since then.
    ///
    /// @param upTo only of events published then or before
    public Answer<Fates> fates(FrozenQuestion question, Instant upTo) {
        return ask(it -> it.fates(question, upTo));
    }

    /// Which of these ids a webhook has deliveries of.
    ///
    /// @param ids 1 to 1,000
    public Answer<Set<DeliveryId>> known(WebhookId webhook, List<DeliveryId> ids) {
        return ask(it -> it.known(webhook, ids));
    }

    /// How old an event may be for its deliveries to be known.
    public Duration retention() {
        return retention;
    }

    /// For whoever must know that nothing is missing.
    public CatchUp catchUp() {
        return new CatchUp(reading::database, kafka, topics);
    }

    /// How attempts and deliveries went, over time.
    public Answer<Stats> stats(StatsQuestion question) {
        return ask(it -> it.stats(question));
    }

    /// How a webhook's endpoint does now.
    public Answer<EndpointHealth> health(WebhookId webhook) {
        return ask(it -> it.health(webhook));
    }

    /// When the next attempt of a webhook's is due that follows a failed one; empty without any. Of
    /// very many that wait, the oldest are looked at.
    public Answer<Optional<Instant>> nextRetry(WebhookId webhook) {
        return ask(it -> it.nextRetry(webhook));
    }

    @Override
    public void close() {
        reading.close();
    }

    private interface Question<T> {
        T ask(HistoryQuestions questions) throws SQLException;
    }

    private <T> Answer<T> ask(Question<T> question) {
        Optional<Database> database = reading.database();
        if (database.isEmpty()) {
            return new Answer.Unavailable<>();
        }
        try {
            return new Answer.Told<>(question.ask(new HistoryQuestions(database.get())));
        } catch (SQLException e) {
            log.warn("the history could not be asked: {}", e.toString());
            return new Answer.Unavailable<>();
        }
    }
}
