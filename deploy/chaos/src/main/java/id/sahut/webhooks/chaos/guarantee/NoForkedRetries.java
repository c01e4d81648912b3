package id.sahut.webhooks.chaos.guarantee;

import id.sahut.webhooks.chaos.evidence.Evidence;
import id.sahut.webhooks.chaos.evidence.Findings;

/// One record of a delivery has one chain of retries: each step of it is parked once. Immutable.
public final class NoForkedRetries implements Guarantee {

    @Override
    public Findings judge(Evidence evidence) {
        var found = new Findings();
        for (long event = 0; event < evidence.events(); event++) {
            int again = evidence.topics().parkedAgain(event);
            if (again > 0 && evidence.topics().fannedOut(event) <= 1) {
                found.add(
                        "event %d was fanned out once, and parked %d times more than its steps"
                                .formatted(event, again));
            }
        }
        return found;
    }
}
