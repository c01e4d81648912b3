package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.ingest.history.Cursor;
import id.sahut.webhooks.ingest.history.DeliveryQuestion;
import id.sahut.webhooks.ingest.history.DeliveryState;
import id.sahut.webhooks.ingest.history.StatusFilter;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Reads which deliveries a query asks for. Confined to a request.
///
/// Of several mistakes the first is told.
final class DeliveryQuery {

    private static final String STATES =
            Arrays.stream(DeliveryState.values())
                    .map(DeliveryState::label)
                    .collect(Collectors.joining(", "));

    private static final int MAX_TYPE = 128;

    private final Function<String, Optional<String>> query;
    private Optional<Reading> problem = Optional.empty();

    /// What came of reading the query.
    sealed interface Reading {
        record Readable(DeliveryQuestion question) implements Reading {}

        record Unreadable(String why) implements Reading {}

        /// It can be read, and is no time, or no page's end that we gave.
        record Invalid(String why) implements Reading {}
    }

    private DeliveryQuery(Function<String, Optional<String>> query) {
        this.query = query;
    }

    /// @param query a parameter's value, if it is there
    static Reading read(WebhookId webhook, Function<String, Optional<String>> query) {
        return new DeliveryQuery(query).read(webhook);
    }

    private Reading read(WebhookId webhook) {
        var question =
                new DeliveryQuestion(
                        webhook,
                        value("state", DeliveryState::labelled, "one of " + STATES),
                        value(
                                "event",
                                it -> Optional.of(it).filter(DeliveryQuery::isType),
                                "an event type, 1 to %d characters".formatted(MAX_TYPE)),
                        time("from"),
                        time("to"),
                        value("status", StatusFilter::parse, StatusFilter.ALLOWED),
                        value(
                                "event_id",
                                it ->
                                        Optional.of(it)
                                                .filter(EventId::isWellFormed)
                                                .map(EventId::new),
                                "an event's id"),
                        query.apply("after").flatMap(Cursor::parse),
                        size());
        if (problem.isEmpty() && query.apply("after").isPresent() && question.after().isEmpty()) {
            return new Reading.Invalid("after must be the next of a page's meta, as it was given");
        }
        return problem.orElseGet(() -> new Reading.Readable(question));
    }

    private static boolean isType(String text) {
        return !text.isEmpty() && text.codePointCount(0, text.length()) <= MAX_TYPE;
    }

    private Optional<Instant> time(String name) {
        Optional<String> text = query.apply(name);
        Optional<Instant> time = text.flatMap(Times::read);
        if (text.isPresent() && time.isEmpty() && problem.isEmpty()) {
            problem =
                    Optional.of(
                            new Reading.Invalid("%s must be %s".formatted(name, Times.ALLOWED)));
        }
        return time;
    }

    private int size() {
        Optional<Integer> size = Page.size(query.apply("per_page"));
        if (size.isEmpty() && problem.isEmpty()) {
            problem = Optional.of(new Reading.Unreadable(Page.SIZE_ALLOWED));
        }
        return size.orElse(1);
    }

    private <T> Optional<T> value(String name, Function<String, Optional<T>> read, String allowed) {
        Optional<String> text = query.apply(name);
        Optional<T> value = text.flatMap(read);
        if (text.isPresent() && value.isEmpty() && problem.isEmpty()) {
            problem = Optional.of(new Reading.Unreadable("%s must be %s".formatted(name, allowed)));
        }
        return value;
    }
}
