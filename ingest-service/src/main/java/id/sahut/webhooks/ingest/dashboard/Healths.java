package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.ingest.history.EndpointHealth;
import id.sahut.webhooks.ingest.history.History;
import id.sahut.webhooks.ingest.history.Stats;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// How endpoints do, asked of the history. Safe for any thread.
final class Healths {

    /// A list has this long for all of its webhooks together.
    private static final Duration LIST_WAIT = Duration.ofMillis(150);

    private static final Duration CHART_WAIT = Duration.ofSeconds(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final Optional<History> history;
    private final InstantSource clock;
    private final Counts<WebhookId, Glance.Facts> glances = new Counts<>(this::facts);
    private final Counts<Asked, Answered> charts = new Counts<>(this::stats);

    private record Asked(WebhookId webhook, Over over) {}

    private record Answered(Over.Question over, Stats stats) {}

    /// What a page has of something that is counted.
    ///
    /// @param missing why there is no value
    record Part<V>(Optional<V> value, String missing) {}

    Healths(Optional<History> history, InstantSource clock) {
        this.history = history;
        this.clock = clock;
    }

    /// What is known of each within the time that a list has.
    Map<WebhookId, Part<Glance>> of(List<Webhook> webhooks, Texts texts) {
        Instant begun = clock.instant();
        var all = new HashMap<WebhookId, Part<Glance>>();
        for (Webhook webhook : webhooks) {
            Duration left = LIST_WAIT.minus(Duration.between(begun, clock.instant()));
            all.put(webhook.id(), of(webhook, left.isNegative() ? Duration.ZERO : left, texts));
        }
        return all;
    }

    Part<Glance> of(Webhook webhook, Texts texts) {
        return of(webhook, CHART_WAIT, texts);
    }

    Part<Charts> charts(Webhook webhook, Over over, Texts texts) {
        return part(
                charts.of(new Asked(webhook.id(), over), CHART_WAIT),
                it -> Charts.of(it.stats, it.over, texts),
                texts);
    }

    private Part<Glance> of(Webhook webhook, Duration wait, Texts texts) {
        return part(
                glances.of(webhook.id(), wait),
                it -> Glance.of(it, webhook.enabled(), clock.instant(), texts),
                texts);
    }

    private static <F, V> Part<V> part(Counts.Count<F> count, Function<F, V> drawn, Texts texts) {
        return switch (count) {
            case Counts.Count.Known<F>(F facts) -> new Part<>(Optional.of(drawn.apply(facts)), "");
            case Counts.Count.UnderWay<F>() ->
                    new Part<>(Optional.empty(), texts.get("health.counting"));
            case Counts.Count.Unavailable<F>() ->
                    new Part<>(Optional.empty(), texts.get("health.away"));
        };
    }

    private Optional<Glance.Facts> facts(WebhookId webhook) {
        Over.Question day = Over.DAY.until(clock.instant(), HOUR);
        Optional<Stats> stats = ask(it -> it.stats(day.of(webhook)));
        Optional<EndpointHealth> health = ask(it -> it.health(webhook));
        Optional<Optional<Instant>> next = ask(it -> it.nextRetry(webhook));
        return stats.flatMap(counted ->
                health.flatMap(how -> next.map(due -> new Glance.Facts(counted, how, due))));
    }

    private Optional<Answered> stats(Asked asked) {
        Over.Question over = asked.over.until(clock.instant());
        return ask(it -> it.stats(over.of(asked.webhook))).map(it -> new Answered(over, it));
    }

    private <T> Optional<T> ask(Function<History, History.Answer<T>> question) {
        return history.flatMap(it ->
                switch (question.apply(it)) {
                    case History.Answer.Told<T>(T told) -> Optional.of(told);
                    case History.Answer.Unavailable<T>() -> Optional.<T>empty();
                });
    }
}
