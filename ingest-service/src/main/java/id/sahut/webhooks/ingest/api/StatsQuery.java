package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.time.DurationText;
import id.sahut.webhooks.ingest.history.StatsQuestion;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/// Reads over which time a query asks for statistics. Stateless.
final class StatsQuery {

    private static final Duration DEFAULT_TIME = Duration.ofDays(1);
    private static final Duration DEFAULT_STEP = Duration.ofHours(1);
    private static final Duration MIN_STEP = Duration.ofMinutes(1);
    private static final Duration MAX_STEP = Duration.ofDays(7);

    /// What came of reading the query.
    sealed interface Reading {
        record Readable(StatsQuestion question) implements Reading {}

        record Unreadable(String why) implements Reading {}

        /// It can be read, and is not told.
        record Invalid(String why) implements Reading {}
    }

    private StatsQuery() {}

    /// @param query a parameter's value, if it is there
    static Reading read(WebhookId webhook, Function<String, Optional<String>> query, Instant now) {
        Optional<String> to = query.apply("to");
        Optional<Instant> until = to.isEmpty() ? Optional.of(now) : to.flatMap(Times::read);
        if (until.isEmpty()) {
            return new Reading.Invalid("to must be " + Times.ALLOWED);
        }
        Optional<String> from = query.apply("from");
        Optional<Instant> since =
                from.isEmpty()
                        ? until.map(it -> it.minus(DEFAULT_TIME))
                        : from.flatMap(Times::read);
        if (since.isEmpty()) {
            return new Reading.Invalid("from must be " + Times.ALLOWED);
        }
        Optional<Duration> step =
                query.apply("step").map(StatsQuery::step).orElse(Optional.of(DEFAULT_STEP));
        if (step.isEmpty()) {
            return new Reading.Unreadable("step must be a duration such as 5m or 1h");
        }
        return read(webhook, since.get(), until.get(), step.get());
    }

    private static Reading read(WebhookId webhook, Instant from, Instant to, Duration step) {
        if (step.compareTo(MIN_STEP) < 0 || step.compareTo(MAX_STEP) > 0) {
            return new Reading.Invalid("step must be from 1m to 7d");
        }
        if (!from.isBefore(to)) {
            return new Reading.Invalid("from must be before to");
        }
        long steps = (Duration.between(from, to).toMillis() - 1) / step.toMillis() + 1;
        return steps > StatsQuestion.MAX_STEPS
                ? new Reading.Invalid(
                        "from, to and step make %d steps; at most %d are told: take a longer step"
                                .formatted(steps, StatsQuestion.MAX_STEPS))
                : new Reading.Readable(new StatsQuestion(webhook, from, to, step));
    }

    private static Optional<Duration> step(String text) {
        try {
            return Optional.of(DurationText.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
