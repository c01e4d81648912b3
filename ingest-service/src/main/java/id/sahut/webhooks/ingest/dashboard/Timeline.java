package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.ingest.history.DeliveryState;
import id.sahut.webhooks.ingest.history.RecordedAttempt;
import id.sahut.webhooks.ingest.history.RecordedDelivery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Draws a delivery's life: published, every attempt, and what is still to come. Confined to a
/// request.
final class Timeline {

    private static final String DONE = "done";
    private static final String COMING = "coming";

    private final Texts texts;
    private final Instant now;
    private final List<DeliveryDetails.Step> steps = new ArrayList<>();
    private Optional<Instant> last = Optional.empty();

    private Timeline(Texts texts, Instant now) {
        this.texts = texts;
        this.now = now;
    }

    /// @param attempts in their order
    static List<DeliveryDetails.Step> of(
            RecordedDelivery delivery,
            List<RecordedAttempt> attempts,
            int maxAttempts,
            Instant now,
            Texts texts) {
        var timeline = new Timeline(texts, now);
        timeline.draw(delivery, attempts, maxAttempts);
        return timeline.steps;
    }

    private void draw(RecordedDelivery delivery, List<RecordedAttempt> attempts, int maxAttempts) {
        happened(sign("off", "sent", "timeline.published"), delivery.createdAt(), "", "");
        int resend = 0;
        for (RecordedAttempt attempt : attempts) {
            if (attempt.resend() > resend) {
                resend = attempt.resend();
                steps.add(
                        new DeliveryDetails.Step(
                                DONE,
                                sign("off", "retry", "timeline.resent"),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty()));
            }
            StateSign sign = StateSign.of(attempt.outcome(), texts);
            happened(
                    new StateSign(
                            sign.tone(),
                            sign.icon(),
                            texts.get("timeline.attempt", attempt.attempt(), sign.word())),
                    attempt.startedAt(),
                    DeliveryWords.said(attempt, texts),
                    attempt.response().orElse(""));
        }
        end(delivery, maxAttempts);
    }

    private void end(RecordedDelivery delivery, int maxAttempts) {
        StateSign sign = StateSign.of(delivery.state(), texts);
        switch (delivery.state()) {
            case DELIVERED, CANCELLED -> {}
            case FAILED ->
                    happened(
                            new StateSign("bad", "stop", texts.get("timeline.given-up")),
                            delivery.changedAt(),
                            DeliveryWords.why(delivery, texts).orElse(""),
                            "");
            case DEFERRED -> {
                happened(
                        sign,
                        delivery.deferredSince().orElse(delivery.changedAt()),
                        DeliveryWords.why(delivery, texts).orElse(""),
                        "");
                coming(delivery.nextAttemptAt(), sign("off", "clock", "timeline.again"));
            }
            case WAITING -> coming(Optional.empty(), sign("off", "dots", "timeline.waiting"));
            case RETRYING -> {
                coming(
                        delivery.nextAttemptAt(),
                        new StateSign(
                                "info",
                                "clock",
                                texts.get("timeline.next", delivery.attempts() + 1)));
                int left = maxAttempts - delivery.attempts() - 1;
                if (left > 0) {
                    coming(
                            Optional.empty(),
                            new StateSign("off", "dots", texts.get("timeline.left", left)));
                }
            }
        }
        if (delivery.state() == DeliveryState.CANCELLED && steps.size() == 1) {
            happened(sign, delivery.changedAt(), "", "");
        }
    }

    private StateSign sign(String tone, String icon, String text) {
        return new StateSign(tone, icon, texts.get(text));
    }

    private void happened(StateSign sign, Instant at, String text, String answer) {
        Optional<String> gap =
                last.filter(it -> Duration.between(it, at).toSeconds() > 0)
                        .map(it ->
                                texts.get(
                                        "timeline.later",
                                        Moment.precisely(Duration.between(it, at), texts)));
        last = Optional.of(at);
        steps.add(
                new DeliveryDetails.Step(
                        DONE,
                        sign,
                        Optional.of(Moment.toTheSecond(at, texts)),
                        gap,
                        Optional.of(text).filter(it -> !it.isEmpty()),
                        Optional.of(answer).filter(it -> !it.isEmpty())));
    }

    private void coming(Optional<Instant> at, StateSign sign) {
        steps.add(
                new DeliveryDetails.Step(
                        COMING,
                        sign,
                        at.map(it -> Moment.toTheSecond(it, texts)),
                        at.map(it -> Moment.coming(it, now, texts).shown()),
                        Optional.empty(),
                        Optional.empty()));
    }
}
