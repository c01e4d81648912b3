package id.sahut.webhooks.chaos.guarantee;

import id.sahut.webhooks.chaos.evidence.Evidence;
import id.sahut.webhooks.chaos.evidence.Findings;

/// A promise. Immutable.
public interface Guarantee {

    default String name() {
        return getClass().getSimpleName();
    }

    /// What broke it; empty when nothing did.
    Findings judge(Evidence evidence);
}
