package id.sahut.webhooks.chaos.guarantee;

import id.sahut.webhooks.chaos.evidence.Evidence;
import id.sahut.webhooks.chaos.evidence.Findings;

/// A promise that was watched while the run went on. Immutable, but for what was found.
public record NothingFound(String name, Findings found) implements Guarantee {

    /// No event reaches another's endpoint, and none that was not published reaches any.
    public static NothingFound tenantsApart(Findings notTheirs) {
        return new NothingFound("TenantsApart", notTheirs);
    }

    /// Every POST carries both signatures, and both are right.
    public static NothingFound signedRight(Findings notSigned) {
        return new NothingFound("SignedRight", notSigned);
    }

    @Override
    public Findings judge(Evidence evidence) {
        return found;
    }
}
