package id.sahut.webhooks.scheduler.tier;

import id.sahut.webhooks.common.retry.RetryTier;
import id.sahut.webhooks.common.retry.RetryTiers;
import id.sahut.webhooks.common.time.DurationText;
import id.sahut.webhooks.common.topics.TopicNames;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// When a parked record is due: the delay of its topic's tier after the broker appended it.
/// Immutable, safe for any thread.
///
/// The append time is the broker's own, so it does not matter what time the dispatcher that parked
/// it thought it was.
final class DueTimes {

    private static final Logger log = LoggerFactory.getLogger(DueTimes.class);

    private final Map<String, RetryTier> tierOfTopic = new TreeMap<>();

    /// @param existing the cluster's topics: what waits in a tier that is not configured any more
    ///   must become due too
    DueTimes(TopicNames topics, RetryTiers tiers, Collection<String> existing) {
        for (String topic : existing) {
            if (topic.startsWith(topics.delayPrefix())) {
                addFormer(topic, topic.substring(topics.delayPrefix().length()));
            }
        }
        tiers.all().forEach(tier -> tierOfTopic.put(topics.delay(tier), tier));
    }

    List<String> topics() {
        return List.copyOf(tierOfTopic.keySet());
    }

    Collection<RetryTier> tiers() {
        return tierOfTopic.values();
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

    private void addFormer(String topic, String label) {
        try {
            tierOfTopic.put(topic, new RetryTier(RetryTier.FORMER, DurationText.parse(label)));
        } catch (IllegalArgumentException e) {
            log.warn("{} is left alone: {}", topic, e.getMessage());
        }
    }
}
