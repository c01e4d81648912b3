package id.sahut.webhooks.ingest.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.ingest.history.DeliveryState;
import id.sahut.webhooks.ingest.recover.RecoverStates;
import id.sahut.webhooks.ingest.recover.Recoveries;
import java.net.URLEncoder;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/// What somebody wants sent again, as they typed it. Immutable.
///
/// @param since a time, as a browser's field says it
/// @param until the same, or empty
/// @param event a type's name, or empty
/// @param wrong the text that says what is wrong, by field
record RecoverForm(
        String since, String until, Set<String> states, String event, Map<String, String> wrong) {

    static final String SINCE = "since";
    static final String UNTIL = "until";
    static final String STATES = "states";
    static final String EVENT = "event";

    private static final int MAX_TEXT = 200;

    /// An outage is most often noticed within it.
    private static final Duration AT_FIRST = Duration.ofDays(1);

    RecoverForm {
        states = Set.copyOf(states);
        wrong = Map.copyOf(wrong);
    }

    /// Every state that can be ticked, that of what was given up first, and what made no delivery
    /// last. Each is a field of its own, named as the API names it.
    static List<String> offered() {
        var states =
                Arrays.stream(DeliveryState.values())
                        .sorted(Comparator.comparing(it -> it != DeliveryState.FAILED))
                        .map(DeliveryState::label);
        return Stream.concat(states, Stream.of(RecoverStates.MISSED)).toList();
    }

    /// Before anybody has typed anything: what was given up of late.
    static RecoverForm atFirst(Instant now) {
        Instant since = now.minus(AT_FIRST).truncatedTo(ChronoUnit.MINUTES);
        return new RecoverForm(
                LocalDateTime.ofInstant(since, Moment.ZONE).toString(),
                "",
                Set.copyOf(RecoverStates.USUAL.labels()),
                "",
                Map.of());
    }

    /// @param field what stands in a field, if there is such a field
    static RecoverForm read(Function<String, Optional<String>> field) {
        String since = text(field, SINCE);
        String until = text(field, UNTIL);
        String event = text(field, EVENT);
        var states = new LinkedHashSet<String>();
        for (String state : offered()) {
            if (field.apply(state).isPresent()) {
                states.add(state);
            }
        }
        return new RecoverForm(since, until, states, event, wrong(since, until, states, event));
    }

    /// What stands in a browser's field for a time, which shows nothing else.
    String time(String field) {
        String text = field.equals(SINCE) ? since : until;
        return DeliveryFilter.readTime(text).isPresent() ? text : "";
    }

    boolean isWrong(String field) {
        return wrong.containsKey(field);
    }

    /// Empty when something in it can't be read.
    Optional<Recoveries.Wish> wish() {
        return wrong.isEmpty()
                ? DeliveryFilter.readTime(since)
                        .map(it ->
                                new Recoveries.Wish(
                                        it,
                                        DeliveryFilter.readTime(until),
                                        RecoverStates.of(states),
                                        Optional.of(event).filter(type -> !type.isEmpty())))
                : Optional.empty();
    }

    /// Its fields that are filled in, in the form's order.
    Map<String, String> fields() {
        var fields = new LinkedHashMap<String, String>();
        fields.put(SINCE, since);
        fields.put(UNTIL, until);
        fields.put(EVENT, event);
        fields.values().removeIf(String::isEmpty);
        for (String state : offered()) {
            if (states.contains(state)) {
                fields.put(state, "on");
            }
        }
        return fields;
    }

    /// For an address.
    String query() {
        var pairs =
                fields().entrySet().stream()
                        .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), UTF_8))
                        .toList();
        return "?" + String.join("&", pairs);
    }

    private static Map<String, String> wrong(
            String since, String until, Set<String> states, String event) {
        var wrong = new LinkedHashMap<String, String>();
        Optional<Instant> from = DeliveryFilter.readTime(since);
        Optional<Instant> to = DeliveryFilter.readTime(until);
        if (from.isEmpty()) {
            wrong.put(SINCE, "recover.since.wrong");
        }
        if (to.isEmpty() && !until.isEmpty()) {
            wrong.put(UNTIL, "recover.until.wrong");
        } else if (from.isPresent() && to.filter(it -> !it.isAfter(from.get())).isPresent()) {
            wrong.put(UNTIL, "recover.until.early");
        }
        if (states.isEmpty()) {
            wrong.put(STATES, "recover.states.none");
        }
        if (!event.isEmpty() && !EventType.isWellFormed(event)) {
            wrong.put(EVENT, "recover.event.wrong");
        }
        return wrong;
    }

    private static String text(Function<String, Optional<String>> field, String name) {
        return field.apply(name)
                .map(String::strip)
                .filter(it -> it.length() <= MAX_TEXT)
                .orElse("");
    }
}
