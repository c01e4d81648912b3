package id.sahut.webhooks.chaos.guarantee;

import id.sahut.webhooks.chaos.evidence.Evidence;
import id.sahut.webhooks.chaos.evidence.Findings;

/// A delivery has one chain of retries, however often its event was fanned out: each step of it is
/// parked once. Immutable.
public final class NoForkedRetries implements Guarantee {

    @Override
    public Findings judge(Evidence evidence) {
        var found = new Findings();
        for (long event = 0; event < evidence.events(); event++) {
            int again = evidence.topics().parkedAgain(event);
            if (again > 0) {
                found.add(
                        "event %d was fanned out %d times, and parked %d times more than its steps"
                                .formatted(event, evidence.topics().fannedOut(event), again));
            }
        }
        return found;
    }
}
