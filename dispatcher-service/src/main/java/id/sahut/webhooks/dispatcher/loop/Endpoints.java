package id.sahut.webhooks.dispatcher.loop;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.endpoint.AddressRules;
import id.sahut.webhooks.common.endpoint.EndpointCheck;
import id.sahut.webhooks.common.endpoint.EndpointUrl;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.signing.Signatures;
import id.sahut.webhooks.common.signing.WebhookSecret;
import id.sahut.webhooks.common.webhook.SecretBox;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.common.webhook.WebhookView;
import id.sahut.webhooks.dispatcher.attempt.AttemptRequest;
import id.sahut.webhooks.dispatcher.attempt.AttemptRequest.Header;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out where a delivery goes and builds the POST, at the moment when it is made: a changed
/// URL, a rotated secret and a deleted webhook take effect on deliveries that have been waiting.
/// Confined to the dispatch loop's thread.
final class Endpoints {

    private static final Logger log = LoggerFactory.getLogger(Endpoints.class);

    /// Checked addresses and opened secrets that are kept at hand; the least recently used goes
    /// first.
    private static final int MAX_PREPARED = 10_000;

    private final WebhookView webhooks;
    private final SecretBox secrets;
    private final AddressRules rules;
    private final String userAgent;
    private final Map<WebhookId, Prepared> prepared =
            new LinkedHashMap<>(256, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<WebhookId, Prepared> eldest) {
                    return size() > MAX_PREPARED;
                }
            };

    /// Where a delivery goes, or why it goes nowhere. Immutable.
    sealed interface Destination {

        record Ready(Webhook webhook, EndpointUrl url, WebhookSecret secret)
                implements Destination {}

        /// There is no such webhook: not yet, or not any more.
        record Unknown() implements Destination {}

        /// Its owner has switched it off for now.
        record Disabled() implements Destination {}

        /// The stored address would not be accepted today.
        record Forbidden(Webhook webhook) implements Destination {}

        /// Its secret can't be opened with the configured keys.
        record Locked() implements Destination {}
    }

    private record Prepared(Webhook webhook, Destination destination) {}

    Endpoints(WebhookView webhooks, SecretBox secrets, AddressRules rules, String version) {
        this.webhooks = webhooks;
        this.secrets = secrets;
        this.rules = rules;
        this.userAgent = "Sahut-Webhooks/" + version;
    }

    Destination of(WebhookId id) {
        Optional<Webhook> webhook = webhooks.find(id);
        if (webhook.isEmpty()) {
            prepared.remove(id);
            return new Destination.Unknown();
        }
        Prepared known = prepared.get(id);
        if (known == null || !known.webhook.equals(webhook.get())) {
            known = new Prepared(webhook.get(), prepare(webhook.get()));
            prepared.put(id, known);
        }
        return known.destination;
    }

    /// The POST of a delivery, signed for this attempt.
    AttemptRequest request(Destination.Ready to, Delivery delivery, Instant now) {
        byte[] body = delivery.payload();
        String id = delivery.id().value();
        List<Header> headers = new ArrayList<>(9);
        headers.add(new Header("Content-Type", "application/json"));
        headers.add(new Header("User-Agent", userAgent));
        headers.add(new Header("X-Sahut-Signature", Signatures.sahut(to.secret(), body)));
        headers.add(new Header("webhook-id", id));
        headers.add(new Header("webhook-timestamp", Long.toString(now.getEpochSecond())));
        headers.add(
                new Header(
                        "webhook-signature",
                        Signatures.standard(to.secret(), delivery.id(), now, body)));
        delivery.eventType().ifPresent(type -> headers.add(new Header("X-Sahut-Event", type)));
        headers.add(new Header("X-Sahut-Delivery", id));
        headers.add(new Header("X-Sahut-Attempt", Integer.toString(delivery.attempt() + 1)));
        return new AttemptRequest(to.url(), headers, body);
    }

    private Destination prepare(Webhook webhook) {
        if (!webhook.enabled()) {
            return new Destination.Disabled();
        }
        Optional<WebhookSecret> secret =
                secrets.open(webhook.secret(), webhook.workspaceId(), webhook.id());
        if (secret.isEmpty()) {
            log.error(
                    "the secret of {} can't be opened, so its deliveries wait: is sahut.encryption-key the right one?",
                    webhook.id());
            return new Destination.Locked();
        }
        return switch (EndpointUrl.check(webhook.url(), rules)) {
            case EndpointCheck.Accepted(var url) ->
                    new Destination.Ready(webhook, url, secret.get());
            case EndpointCheck.Refused(var _) -> new Destination.Forbidden(webhook);
        };
    }
}
