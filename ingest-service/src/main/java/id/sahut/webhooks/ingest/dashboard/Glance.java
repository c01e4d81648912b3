package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.ingest.history.AttemptResult;
import id.sahut.webhooks.ingest.history.EndpointHealth;
import id.sahut.webhooks.ingest.history.RecordedAttempt;
import id.sahut.webhooks.ingest.history.Stats;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// How a webhook's endpoint does, at a glance. Immutable.
///
/// @param rate of the last 24 h, such as `98,5%`; empty without attempts
/// @param bars of the last 24 h, the oldest first
/// @param failing what its last failure was, where none of its latest attempts succeeded
record Glance(
        StateSign sign,
        Optional<String> rate,
        String rateSaid,
        List<Bar> bars,
        Optional<Failing> failing,
        Optional<Moment> nextRetry) {

    /// Its last failure, in words.
    record Failing(String said, Moment at, Moment since) {}

    /// The facts that it is made of.
    record Facts(Stats stats, EndpointHealth health, Optional<Instant> nextRetry) {}

    static Glance of(Facts facts, boolean isEnabled, Instant now, Texts texts) {
        Stats.Step day = facts.stats.whole();
        int all = attempts(day);
        int taken = day.attempts().getOrDefault(AttemptResult.DELIVERED, 0);
        Optional<String> rate = day.successRate().map(it -> percent(it, texts));
        return new Glance(
                sign(facts.health, isEnabled, all, texts),
                rate,
                rate.map(it ->
                                texts.get(
                                        "health.rate.said",
                                        it,
                                        texts.number(taken),
                                        texts.number(all)))
                        .orElseGet(() -> texts.get("health.quiet")),
                Bar.of(facts.stats.steps(), Bar.SPARK),
                switch (facts.health) {
                    case EndpointHealth.Healthy() -> Optional.empty();
                    case EndpointHealth.Failing(Instant since, RecordedAttempt last) ->
                            Optional.of(
                                    new Failing(
                                            DeliveryWords.said(last, texts),
                                            Moment.ago(last.startedAt(), now, texts),
                                            Moment.ago(since, now, texts)));
                },
                facts.nextRetry.map(it -> Moment.coming(it, now, texts)));
    }

    /// Attempts that were made.
    static int attempts(Stats.Step step) {
        int all = 0;
        for (var attempt : step.attempts().entrySet()) {
            all += attempt.getKey() == AttemptResult.CANCELLED ? 0 : attempt.getValue();
        }
        return all;
    }

    /// Never 100% of what was not all taken.
    static String percent(double part, Texts texts) {
        double tenths = Math.floor(part * 1_000) / 10;
        String text =
                String.format(texts.language().locale(), tenths == 100 ? "%.0f" : "%.1f", tenths);
        return text + "%";
    }

    private static StateSign sign(
            EndpointHealth health, boolean isEnabled, int attempts, Texts texts) {
        if (!isEnabled) {
            return new StateSign("off", "pause", texts.get("state.disabled"));
        }
        return switch (health) {
            case EndpointHealth.Failing _ ->
                    new StateSign("bad", "cross", texts.get("health.failing"));
            case EndpointHealth.Healthy() ->
                    attempts == 0
                            ? new StateSign("off", "dots", texts.get("health.none"))
                            : new StateSign("good", "check", texts.get("health.healthy"));
        };
    }
}
