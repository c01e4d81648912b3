package id.sahut.webhooks.ingest.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.ingest.history.Cursor;
import id.sahut.webhooks.ingest.history.DeliveryQuestion;
import id.sahut.webhooks.ingest.history.DeliveryState;
import id.sahut.webhooks.ingest.history.StatusFilter;
import id.sahut.webhooks.ingest.http.Visitor;
import java.net.URLEncoder;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// Which deliveries somebody looks for, as their page's address says. Immutable.
///
/// What can't be read is not looked for, and said beside its field.
///
/// @param typed every field's text, those that are filled in alone
/// @param wrong names of those that can't be read
record DeliveryFilter(Map<String, String> typed, List<String> wrong) {

    static final String STATE = "state";
    static final String EVENT = "event";
    static final String STATUS = "status";
    static final String FROM = "from";
    static final String TO = "to";
    static final String EVENT_ID = "event_id";
    static final String AFTER = "after";

    private static final int MAX_TEXT = 200;

    private static final Map<String, Function<String, Optional<?>>> FIELDS = fields();

    static DeliveryFilter of(Visitor visitor) {
        var typed = new LinkedHashMap<String, String>();
        for (String field : FIELDS.keySet()) {
            visitor.query(field)
                    .map(String::strip)
                    .filter(it -> !it.isEmpty() && it.length() <= MAX_TEXT)
                    .ifPresent(it -> typed.put(field, it));
        }
        List<String> wrong =
                typed.entrySet().stream()
                        .filter(it -> read(it.getKey(), it.getValue()).isEmpty())
                        .map(Map.Entry::getKey)
                        .toList();
        return new DeliveryFilter(typed, wrong);
    }

    /// Whether an address has fields in it that are not filled in, as a form sends them.
    static boolean isPadded(Visitor visitor) {
        return FIELDS.keySet().stream()
                .anyMatch(it -> visitor.query(it).filter(String::isBlank).isPresent());
    }

    String text(String field) {
        return typed.getOrDefault(field, "");
    }

    /// As a browser's field for dates and times takes it.
    String time(String field) {
        return readTime(text(field))
                .map(it -> LocalDateTime.ofInstant(it, Moment.ZONE).toString())
                .orElse("");
    }

    boolean isWrong(String field) {
        return wrong.contains(field);
    }

    boolean isEmpty() {
        return typed.isEmpty();
    }

    /// For an address: empty, or with a question mark before it.
    String query() {
        return typed.isEmpty() ? "" : "?" + pairs();
    }

    /// The address of what follows.
    String queryAfter(Cursor cursor) {
        return "?" + (typed.isEmpty() ? "" : pairs() + "&") + AFTER + "=" + cursor.text();
    }

    DeliveryQuestion question(WebhookId webhook, Optional<Cursor> after, int size) {
        return new DeliveryQuestion(
                webhook,
                value(STATE, DeliveryState::labelled),
                value(EVENT, DeliveryFilter::event),
                value(FROM, DeliveryFilter::readTime),
                value(TO, DeliveryFilter::readTime),
                value(STATUS, StatusFilter::parse),
                value(EVENT_ID, DeliveryFilter::eventId),
                after,
                size);
    }

    private <T> Optional<T> value(String field, Function<String, Optional<T>> read) {
        return Optional.ofNullable(typed.get(field)).flatMap(read);
    }

    private String pairs() {
        return typed.entrySet().stream()
                .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static Map<String, Function<String, Optional<?>>> fields() {
        var fields = new LinkedHashMap<String, Function<String, Optional<?>>>();
        fields.put(STATE, DeliveryState::labelled);
        fields.put(EVENT, DeliveryFilter::event);
        fields.put(STATUS, StatusFilter::parse);
        fields.put(FROM, DeliveryFilter::readTime);
        fields.put(TO, DeliveryFilter::readTime);
        fields.put(EVENT_ID, DeliveryFilter::eventId);
        return fields;
    }

    private static Optional<?> read(String field, String text) {
        return Optional.ofNullable(FIELDS.get(field)).flatMap(it -> it.apply(text));
    }

    private static Optional<String> event(String text) {
        return Optional.of(text).filter(EventType::isWellFormed);
    }

    private static Optional<EventId> eventId(String text) {
        return Optional.of(text).filter(EventId::isWellFormed).map(EventId::new);
    }

    /// Reads a time with its zone, or as a browser's field says it: in the workspace's.
    static Optional<Instant> readTime(String text) {
        try {
            return Optional.of(LocalDateTime.parse(text).atZone(Moment.ZONE).toInstant())
                    .filter(DeliveryFilter::isOfOurTime);
        } catch (DateTimeException e) {
            return withZone(text);
        }
    }

    private static Optional<Instant> withZone(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant())
                    .filter(DeliveryFilter::isOfOurTime);
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /// What the history can count in milliseconds.
    private static boolean isOfOurTime(Instant time) {
        return time.getEpochSecond() >= 0 && time.getEpochSecond() < 253_402_300_800L;
    }
}
