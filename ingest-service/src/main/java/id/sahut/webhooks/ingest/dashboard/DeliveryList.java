package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.ingest.history.DeliveryPage;
import id.sahut.webhooks.ingest.history.RecordedDelivery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the template of a webhook's history is about. Immutable.
///
/// @param behind what is to be said about the history as a whole, if it is not read into just now
/// @param rows empty while the history is not to be had
/// @param events that can be looked for
record DeliveryList(
        Frame frame,
        String webhook,
        UrlParts url,
        boolean isEnabled,
        DeliveryFilter filter,
        List<Choice> states,
        List<Choice> events,
        Optional<Rows> rows,
        Optional<Live> live,
        Optional<Notice> behind) {

    /// Whether the list changes while it is looked at.
    ///
    /// @param seen what the list was made of; empty when it does not change
    /// @param rows the list's beginning, where it is told anew
    record Live(
            Frame frame, String webhook, DeliveryFilter filter, String seen, Optional<Rows> rows) {

        /// Of nothing yet: told anew at once.
        static final String NOTHING = "-";

        boolean isOn() {
            return !seen.isEmpty();
        }

        /// Where it is told anew.
        String path() {
            return Places.liveDeliveries(webhook) + filter.query();
        }

        /// The same path with what was seen.
        String path(String last) {
            return path()
                    + (filter.query().isEmpty() ? "?" : "&")
                    + DeliveryPages.SEEN
                    + "="
                    + last;
        }
    }

    /// One of a field's values.
    record Choice(String value, String word, boolean isChosen) {}

    /// Some deliveries, which are also an answer by themselves: htmx puts them behind the others.
    ///
    /// @param total how many there are, in words
    /// @param next where there are more
    /// @param isFirst whether they begin with the newest
    record Rows(Frame frame, List<Row> all, String total, Optional<String> next, boolean isFirst) {

        static Rows of(
                Frame frame,
                DeliveryPage page,
                int maxAttempts,
                Instant now,
                Optional<String> next,
                boolean isFirst) {
            Texts texts = frame.texts();
            return new Rows(
                    frame,
                    page.deliveries().stream()
                            .map(it -> Row.of(it, maxAttempts, now, texts))
                            .toList(),
                    total(page.total(), texts),
                    next,
                    isFirst);
        }

        private static String total(int total, Texts texts) {
            if (total >= DeliveryPage.MAX_TOTAL) {
                return texts.get("history.total.more", texts.number(DeliveryPage.MAX_TOTAL));
            }
            return total == 1
                    ? texts.get("history.total.one")
                    : texts.get("history.total", texts.number(total));
        }
    }

    /// One delivery.
    ///
    /// @param attempts such as `2/6`
    /// @param attemptsSaid the same for whoever hears it
    /// @param why it is set aside or was given up
    record Row(
            String id,
            String event,
            String eventId,
            StateSign state,
            Optional<String> why,
            String attempts,
            String attemptsSaid,
            Optional<Integer> status,
            Moment published,
            Optional<Moment> next,
            int resends) {

        /// Where it is told by itself.
        String path() {
            return Places.delivery(id);
        }

        static Row of(RecordedDelivery delivery, int maxAttempts, Instant now, Texts texts) {
            return new Row(
                    delivery.id().value(),
                    delivery.event().orElse("–"),
                    delivery.eventId().value(),
                    StateSign.of(delivery.state(), texts),
                    DeliveryWords.why(delivery, texts),
                    delivery.attempts() + "/" + maxAttempts,
                    texts.get("history.attempts.said", delivery.attempts(), maxAttempts),
                    delivery.status(),
                    Moment.ago(delivery.createdAt(), now, texts),
                    delivery.nextAttemptAt().map(it -> Moment.coming(it, now, texts)),
                    delivery.resends());
        }
    }

    static Optional<Notice> behind(boolean isBehind, Texts texts) {
        return isBehind ? Optional.of(Notice.bad(texts.get("history.behind"))) : Optional.empty();
    }

    static DeliveryList of(
            Frame frame,
            Webhook webhook,
            DeliveryFilter filter,
            List<Choice> states,
            List<Choice> events,
            Optional<Rows> rows,
            Optional<String> seen,
            boolean isBehind) {
        return new DeliveryList(
                frame,
                webhook.id().value(),
                UrlParts.of(webhook.url()),
                webhook.enabled(),
                filter,
                states,
                events,
                rows,
                seen.map(it -> new Live(frame, webhook.id().value(), filter, it, Optional.empty())),
                behind(isBehind, frame.texts()));
    }
}
