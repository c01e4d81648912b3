package id.sahut.webhooks.scheduler.tier;

import id.sahut.webhooks.common.retry.RetryTier;
import id.sahut.webhooks.common.retry.RetryTiers;
import id.sahut.webhooks.common.topics.TopicNames;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// When a parked record is due: the delay of its topic's tier after the broker appended it.
/// Immutable, safe for any thread.
///
/// The append time is the broker's own, so it does not matter what time the dispatcher that parked
/// it thought it was.
final class DueTimes {

    private final Map<String, RetryTier> tierOfTopic = new HashMap<>();

    DueTimes(TopicNames topics, RetryTiers tiers) {
        tiers.all().forEach(tier -> tierOfTopic.put(topics.delay(tier), tier));
    }

    RetryTier tier(String topic) {
        RetryTier tier = tierOfTopic.get(topic);
        if (tier == null) {
            throw new IllegalArgumentException(topic + " is not one of " + tierOfTopic.keySet());
        }
        return tier;
    }

    /// @param appendedMs the record's append time, in milliseconds since 1970
    /// @return the same, of when it is due
    long dueMs(String topic, long appendedMs) {
        return appendedMs + tier(topic).delay().toMillis();
    }

    /// How late it is; negative before it is due.
    Duration lateness(String topic, long appendedMs, long nowMs) {
        return Duration.ofMillis(nowMs - dueMs(topic, appendedMs));
    }
}
