package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.ingest.history.StatsQuestion;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;

/// Over which time a chart goes, up to now. Immutable.
enum Over {
    HOUR("1h", Duration.ofHours(1), Duration.ofMinutes(1)),
    DAY("24h", Duration.ofHours(24), Duration.ofMinutes(30)),
    WEEK("7d", Duration.ofDays(7), Duration.ofHours(3));

    private final String code;
    private final Duration time;
    private final Duration step;

    /// Over which time, in steps that begin where a clock would have them.
    record Question(Instant from, Instant to, Duration step) {

        StatsQuestion of(WebhookId webhook) {
            return new StatsQuestion(webhook, from, to, step);
        }
    }

    Over(String code, Duration time, Duration step) {
        this.code = code;
        this.time = time;
        this.step = step;
    }

    static Over named(Optional<String> code) {
        return Arrays.stream(values())
                .filter(it -> code.filter(it.code::equals).isPresent())
                .findFirst()
                .orElse(DAY);
    }

    /// As an address says it.
    String code() {
        return code;
    }

    Question until(Instant now) {
        return until(now, step);
    }

    /// @param step that divides its time
    Question until(Instant now, Duration step) {
        long seconds = step.toSeconds();
        Instant end = Instant.ofEpochSecond((now.getEpochSecond() / seconds + 1) * seconds);
        return new Question(end.minus(time), end, step);
    }
}
