package id.sahut.webhooks.chaos.guarantee;

import id.sahut.webhooks.chaos.evidence.Evidence;
import id.sahut.webhooks.chaos.evidence.Findings;

/// Every event that Kafka acknowledged was accepted by its endpoint, or expired; and it ended on
/// record, as delivered or as expired: once, however often it was fanned out. Immutable.
public final class NothingLost implements Guarantee {

    @Override
    public Findings judge(Evidence evidence) {
        var found = new Findings();
        for (long event = 0; event < evidence.events(); event++) {
            int fannedOut = evidence.topics().fannedOut(event);
            int delivered = evidence.topics().delivered(event);
            int expired = evidence.topics().expired(event);
            if (!evidence.arrivals().isAccepted(event) && expired == 0) {
                found.add(
                        "event %d was neither accepted nor did it expire: %d POSTs, fanned out %d times"
                                .formatted(event, evidence.arrivals().of(event).size(), fannedOut));
            }
            boolean isEnded = delivered + expired > 0;
            if ((fannedOut > 0 && !isEnded) || delivered + expired > 1) {
                found.add(
                        "event %d was fanned out %d times, and is %d times on record as delivered and %d times as expired"
                                .formatted(event, fannedOut, delivered, expired));
            }
        }
        return found;
    }
}
