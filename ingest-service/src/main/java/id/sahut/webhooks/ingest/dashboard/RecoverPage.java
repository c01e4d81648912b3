package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.ingest.history.Fates;
import id.sahut.webhooks.ingest.recover.Recovery;
import java.util.List;
import java.util.Optional;

/// What the template is about on which deliveries are sent again. Immutable.
///
/// @param events that can be chosen
record RecoverPage(
        Frame frame,
        Webhook webhook,
        List<Notice> notices,
        RecoverForm form,
        List<Choice> states,
        List<DeliveryList.Choice> events,
        Wanted wanted,
        Begun begun) {

    /// A box.
    record Choice(String name, String word, String hint, boolean isTicked) {}

    /// How many that are, which is also an answer by itself: htmx asks for it anew as the form
    /// changes.
    ///
    /// @param count in words, or why there is none
    /// @param isAny whether there is anything to begin, as far as is known
    /// @param isCounting whether to ask again in a moment
    /// @param isBusy whether another one has to end first
    record Wanted(
            Frame frame,
            String webhook,
            RecoverForm form,
            String count,
            boolean isAny,
            boolean isCounting,
            boolean isBusy) {}

    /// Those that have begun, which is also an answer by itself: htmx asks for it anew while
    /// anything goes on.
    ///
    /// @param rows empty when they are not known just now
    record Begun(Frame frame, String webhook, Optional<List<Row>> rows) {

        boolean isLive() {
            return rows.filter(it -> it.stream().anyMatch(Row::isLive)).isPresent();
        }

        boolean isBusy() {
            return rows.filter(it -> it.stream().anyMatch(row -> !row.isFinished())).isPresent();
        }
    }

    /// One recovery.
    ///
    /// @param wish what was wanted, in words
    /// @param handled how many of `found` were sent or skipped
    /// @param isLive whether its numbers are about to change
    record Row(
            String id,
            StateSign state,
            String wish,
            Moment since,
            Optional<Moment> until,
            Moment created,
            Optional<Moment> finished,
            long found,
            long handled,
            List<Figure> figures,
            boolean isFinished,
            boolean isLive) {}

    /// A number and what it counts.
    record Figure(String word, String number) {}

    UrlParts url() {
        return UrlParts.of(webhook.url());
    }

    String id() {
        return webhook.id().value();
    }

    static List<Choice> states(RecoverForm form, Texts texts) {
        return RecoverForm.offered().stream()
                .map(it ->
                        new Choice(
                                it,
                                texts.get("delivery." + it),
                                texts.get("recover.state." + it),
                                form.states().contains(it)))
                .toList();
    }

    static Row row(Recovery recovery, Optional<Fates> fates, boolean isLive, Texts texts) {
        return new Row(
                recovery.id().value(),
                StateSign.of(recovery.state(), texts),
                wish(recovery, texts),
                Moment.of(recovery.since(), texts),
                recovery.until().map(it -> Moment.of(it, texts)),
                Moment.toTheSecond(recovery.createdAt(), texts),
                recovery.finishedAt().map(it -> Moment.toTheSecond(it, texts)),
                recovery.found(),
                recovery.sent() + recovery.skipped(),
                List.of(
                        figure("found", Optional.of(recovery.found()), texts),
                        figure("sent", Optional.of(recovery.sent()), texts),
                        figure("delivered", fates.map(Fates::delivered), texts),
                        figure("failed", fates.map(Fates::failed), texts),
                        figure("skipped", Optional.of(recovery.skipped()), texts)),
                recovery.isFinished(),
                isLive);
    }

    /// @param number empty when nobody can tell just now
    private static Figure figure(String what, Optional<Long> number, Texts texts) {
        return new Figure(
                texts.get("recover.figure." + what), number.map(texts::number).orElse("–"));
    }

    private static String wish(Recovery recovery, Texts texts) {
        List<String> states =
                recovery.states().labels().stream().map(it -> texts.get("delivery." + it)).toList();
        return String.join(", ", states) + recovery.event().map(it -> " · " + it).orElse("");
    }
}
