package id.sahut.webhooks.ingest.history;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What was read and is not written yet. Confined to the loop's thread.
final class Batch {

    private final Map<DeliveryKey, DeliveryFacts> deliveries = new HashMap<>();
    private final List<AttemptFacts> attempts = new ArrayList<>();

    void add(DeliveryKey key, DeliveryFacts facts) {
        deliveries.merge(key, facts, DeliveryFacts::and);
    }

    void add(AttemptFacts attempt) {
        attempts.add(attempt);
    }

    Map<DeliveryKey, DeliveryFacts> deliveries() {
        return deliveries;
    }

    List<AttemptFacts> attempts() {
        return attempts;
    }

    int size() {
        return deliveries.size() + attempts.size();
    }

    boolean isEmpty() {
        return deliveries.isEmpty() && attempts.isEmpty();
    }

    void clear() {
        deliveries.clear();
        attempts.clear();
    }
}
