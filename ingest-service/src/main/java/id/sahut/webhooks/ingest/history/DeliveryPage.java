package id.sahut.webhooks.ingest.history;

import java.util.List;
import java.util.Optional;

/// Some of a webhook's deliveries, the newest first. Immutable.
///
/// @param total how many match in all; at most [#MAX_TOTAL] are counted
/// @param next where the next page begins; empty on the last
public record DeliveryPage(List<RecordedDelivery> deliveries, int total, Optional<Cursor> next) {

    /// Counting on would take longer than anybody wants to wait for a number.
    public static final int MAX_TOTAL = 10_000;
}
