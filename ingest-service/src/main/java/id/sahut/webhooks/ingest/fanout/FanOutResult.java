package id.sahut.webhooks.ingest.fanout;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.event.RejectionReason;
import java.util.List;

/// What becomes of an event. Immutable.
public sealed interface FanOutResult {

    /// @param deliveries one for each webhook that wants it; none when nobody does
    record Deliver(List<Delivery> deliveries) implements FanOutResult {}

    /// @param detail what was wrong and what is allowed
    record Reject(RejectionReason reason, String detail) implements FanOutResult {

        /// What somebody outside has written may be in it.
        static final int MAX_DETAIL_CHARS = 1_000;

        public Reject {
            if (detail.length() > MAX_DETAIL_CHARS) {
                boolean cutsInTwo = Character.isHighSurrogate(detail.charAt(MAX_DETAIL_CHARS - 1));
                detail = detail.substring(0, MAX_DETAIL_CHARS - (cutsInTwo ? 1 : 0));
            }
        }
    }
}
