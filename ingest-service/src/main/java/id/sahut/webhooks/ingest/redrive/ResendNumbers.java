package id.sahut.webhooks.ingest.redrive;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.ingest.history.RecordedDelivery;
import java.util.OptionalInt;

/// Gives each sending of a delivery a number of its own. Safe for any thread.
///
/// The history knows the numbers that were given, but a moment late, and later still while it is
/// read anew. So the latest are remembered, of 100,000 deliveries: nobody is given one twice by
/// this process. Two processes may give the same one at the same moment; both are sent.
final class ResendNumbers {

    private static final int MAX_ENTRIES = 100_000;

    private final Cache<Key, Integer> latest =
            Caffeine.newBuilder()
                    .maximumSize(MAX_ENTRIES)
                    .executor(Runnable::run) // no thread of anybody else's
                    .build();

    private record Key(WebhookId webhook, DeliveryId delivery) {}

    /// A number that stays given, whatever comes of it.
    ///
    /// @return empty when there are no more
    OptionalInt next(RecordedDelivery delivery) {
        int next =
                latest.asMap()
                        .merge(
                                new Key(delivery.webhook(), delivery.id()),
                                after(delivery.resends()),
                                (given, heard) -> Math.max(after(given), heard));
        return next > DeliveryRecords.MAX_RESENDS ? OptionalInt.empty() : OptionalInt.of(next);
    }

    private static int after(int number) {
        return Math.min(number, DeliveryRecords.MAX_RESENDS) + 1;
    }
}
