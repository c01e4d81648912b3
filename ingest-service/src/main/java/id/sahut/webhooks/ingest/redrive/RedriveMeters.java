package id.sahut.webhooks.ingest.redrive;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

/// Counts what came of sending again. Safe for any thread.
final class RedriveMeters {

    private final Counter sent;
    private final Counter disabled;
    private final Counter refused;
    private final Counter gone;
    private final Counter tooOften;
    private final Counter notNow;
    private final Counter unconfirmed;

    RedriveMeters(MeterRegistry meters) {
        this.sent = counter(meters, "sent");
        this.disabled = counter(meters, "disabled");
        this.refused = counter(meters, "refused");
        this.gone = counter(meters, "gone");
        this.tooOften = counter(meters, "too_often");
        this.notNow = counter(meters, "not_now");
        this.unconfirmed = counter(meters, "unconfirmed");
    }

    Resending count(Resending result) {
        Counter counter =
                switch (result) {
                    case Resending.Sent _ -> sent;
                    case Resending.Disabled _ -> disabled;
                    case Resending.Refused _ -> refused;
                    case Resending.Gone _ -> gone;
                    case Resending.TooOften _ -> tooOften;
                    case Resending.NotNow _ -> notNow;
                    case Resending.Unconfirmed _ -> unconfirmed;
                };
        counter.increment();
        return result;
    }

    private static Counter counter(MeterRegistry meters, String result) {
        return Counter.builder("sahut.redrive.resends")
                .description("Deliveries that somebody asked to send again, by what came of it")
                .tag("result", result)
                .register(meters);
    }
}
