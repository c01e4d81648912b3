package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.ingest.history.AttemptResult;
import id.sahut.webhooks.ingest.history.Stats;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;

/// A webhook's charts over some time. Immutable.
///
/// @param most attempts in a step, and so the height of the drawing
/// @param slowest the drawing's height in milliseconds
/// @param rows the same as numbers, without the steps in which nothing happened
record Charts(
        String attempts,
        String rate,
        List<Outcome> outcomes,
        List<Bar> bars,
        String most,
        Optional<Durations> durations,
        List<String> median,
        List<String> slow,
        String slowest,
        Moment from,
        Moment to,
        List<Row> rows) {

    /// How many attempts came to something.
    record Outcome(StateSign sign, String count) {}

    /// How long the endpoint took over all of the time.
    record Durations(String median, String slow) {}

    /// A step in which something happened.
    record Row(Moment from, String taken, String failed, String median, String slow) {}

    static Charts of(Stats stats, Over.Question over, Texts texts) {
        int most = stats.steps().stream().mapToInt(Glance::attempts).max().orElse(0);
        int slowest =
                stats.steps().stream()
                        .flatMap(it -> it.durations().stream())
                        .mapToInt(Stats.Durations::p95Ms)
                        .max()
                        .orElse(0);
        Stats.Step whole = stats.whole();
        return new Charts(
                texts.number(Glance.attempts(whole)),
                whole.successRate().map(it -> Glance.percent(it, texts)).orElse("–"),
                Arrays.stream(AttemptResult.values())
                        .filter(whole.attempts()::containsKey)
                        .map(it ->
                                new Outcome(
                                        StateSign.of(it, texts),
                                        texts.number(whole.attempts().getOrDefault(it, 0))))
                        .toList(),
                Bar.of(stats.steps(), Bar.CHART),
                texts.number(most),
                whole.durations()
                        .map(it -> new Durations(ms(it.p50Ms(), texts), ms(it.p95Ms(), texts))),
                lines(stats.steps(), Stats.Durations::p50Ms, slowest),
                lines(stats.steps(), Stats.Durations::p95Ms, slowest),
                ms(slowest, texts),
                Moment.of(over.from(), texts),
                Moment.of(over.to(), texts),
                stats.steps().stream()
                        .filter(it -> Glance.attempts(it) > 0)
                        .map(it -> row(it, texts))
                        .toList());
    }

    private static Row row(Stats.Step step, Texts texts) {
        int taken = step.attempts().getOrDefault(AttemptResult.DELIVERED, 0);
        return new Row(
                Moment.of(step.from(), texts),
                texts.number(taken),
                texts.number(Glance.attempts(step) - taken),
                step.durations().map(it -> ms(it.p50Ms(), texts)).orElse("–"),
                step.durations().map(it -> ms(it.p95Ms(), texts)).orElse("–"));
    }

    private static String ms(int ms, Texts texts) {
        return DeliveryWords.took(Duration.ofMillis(ms), texts);
    }

    /// Points of a line for each stretch in which the endpoint answered; one alone is a short dash.
    private static List<String> lines(
            List<Stats.Step> steps, ToIntFunction<Stats.Durations> value, int slowest) {
        int room = Bar.CHART.width() / Math.max(1, steps.size());
        var lines = new ArrayList<String>();
        var points = new StringBuilder();
        for (int i = 0; i < steps.size(); i++) {
            Optional<Stats.Durations> durations = steps.get(i).durations();
            if (durations.isPresent()) {
                int y = y(value.applyAsInt(durations.get()), slowest);
                if (points.isEmpty()) {
                    points.append(i * room).append(',').append(y).append(' ');
                }
                points.append(i * room + room * 4 / 5).append(',').append(y).append(' ');
            } else if (!points.isEmpty()) {
                lines.add(points.toString().strip());
                points.setLength(0);
            }
        }
        if (!points.isEmpty()) {
            lines.add(points.toString().strip());
        }
        return lines;
    }

    private static int y(int ms, int slowest) {
        int height = Bar.CHART.height() - 4;
        return 2 + height - (int) ((long) ms * height / Math.max(1, slowest));
    }
}
