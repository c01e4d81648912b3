package id.sahut.webhooks.dispatcher.verdict;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.ExpiryReason;
import id.sahut.webhooks.common.retry.RetryTier;

/// What becomes of a delivery. Immutable.
public sealed interface Verdict {

    /// Nothing more: it was delivered, or there is nobody left to deliver it to.
    record Ended() implements Verdict {}

    /// It waits in a tier.
    ///
    /// @param delivery as it is from now on
    record Parked(Delivery delivery, RetryTier tier) implements Verdict {}

    /// It is given up.
    ///
    /// @param delivery as it is from now on
    record Expired(Delivery delivery, ExpiryReason reason) implements Verdict {}
}
