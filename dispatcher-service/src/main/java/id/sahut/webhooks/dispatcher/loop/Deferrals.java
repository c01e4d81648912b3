package id.sahut.webhooks.dispatcher.loop;

import id.sahut.webhooks.dispatcher.verdict.Judge;
import id.sahut.webhooks.dispatcher.verdict.Verdict;
import java.time.Duration;
import java.time.InstantSource;

/// Sets deliveries aside without an attempt. Confined to the dispatch loop's thread.
final class Deferrals {

    private final Judge judge;
    private final Outcomes outcomes;
    private final DispatcherMeters meters;
    private final InstantSource clock;

    Deferrals(Judge judge, Outcomes outcomes, DispatcherMeters meters, InstantSource clock) {
        this.judge = judge;
        this.outcomes = outcomes;
        this.meters = meters;
        this.clock = clock;
    }

    /// @param expectedWait until the delivery's turn would have come
    void setAside(Work work, Duration expectedWait) {
        Verdict verdict = judge.whenCrowded(work.delivery(), expectedWait, clock.instant());
        switch (verdict) {
            case Verdict.Parked _ -> meters.deferred();
            case Verdict.Expired(var _, var reason) -> meters.expired(reason);
            case Verdict.Ended() ->
                    throw new IllegalStateException(
                            "a delivery ended without an attempt: " + work.delivery());
        }
        outcomes.add(new Ending.SetAside(work, verdict));
    }
}
