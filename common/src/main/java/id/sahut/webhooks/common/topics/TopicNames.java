package id.sahut.webhooks.common.topics;

import id.sahut.webhooks.common.retry.RetryTier;
import id.sahut.webhooks.common.retry.RetryTiers;
import java.util.List;

/// The names of the topics, the contract with every Kafka tool. Immutable.
///
/// @param prefix what all of them begin with, `sahut.` unless configured
public record TopicNames(String prefix) {

    public TopicNames {
        if (!prefix.matches("[A-Za-z0-9._-]{0,64}")) {
            throw new IllegalArgumentException(
                    "a topic prefix is up to 64 letters, digits, '.', '_' and '-', not '%s'"
                            .formatted(prefix));
        }
    }

    /// What producers publish to.
    public String events() {
        return prefix + "events";
    }

    /// Events that could not be fanned out, with the reason.
    public String eventsRejected() {
        return prefix + "events.rejected";
    }

    /// Registered webhooks, compacted.
    public String webhooks() {
        return prefix + "webhooks";
    }

    /// API keys (their hashes), compacted.
    public String apiKeys() {
        return prefix + "api-keys";
    }

    /// What was published under which `Idempotency-Key`, kept for a day.
    public String idempotencyKeys() {
        return prefix + "idempotency-keys";
    }

    /// Deliveries waiting for their first POST.
    public String deliveries() {
        return prefix + "deliveries";
    }

    /// Deliveries whose wait in a tier is over.
    public String due() {
        return prefix + "deliveries.due";
    }

    /// Deliveries waiting out one tier's delay.
    public String delay(RetryTier tier) {
        return delayPrefix() + tier.label();
    }

    /// What the names of all delay topics begin with; a tier's label follows.
    public String delayPrefix() {
        return prefix + "deliveries.delay.";
    }

    public List<String> delays(RetryTiers tiers) {
        return tiers.all().stream().map(this::delay).toList();
    }

    /// Deliveries that were given up.
    public String expired() {
        return prefix + "deliveries.expired";
    }

    /// Deliveries whose content somebody had erased.
    public String erasures() {
        return prefix + "erasures";
    }

    /// What is to be sent again in the background, and how far that has come; compacted.
    public String recoveries() {
        return prefix + "recoveries";
    }

    /// One record per attempt.
    public String attempts() {
        return prefix + "attempts";
    }
}
