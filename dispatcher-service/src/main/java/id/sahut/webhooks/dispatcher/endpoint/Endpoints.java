package id.sahut.webhooks.dispatcher.endpoint;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.endpoint.AddressRules;
import id.sahut.webhooks.common.endpoint.EndpointCheck;
import id.sahut.webhooks.common.endpoint.EndpointUrl;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.signing.Signer;
import id.sahut.webhooks.common.signing.SigningSecrets;
import id.sahut.webhooks.common.signing.WebhookSecret;
import id.sahut.webhooks.common.webhook.EncryptedSecret;
import id.sahut.webhooks.common.webhook.PreviousSecret;
import id.sahut.webhooks.common.webhook.SecretBox;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome;
import id.sahut.webhooks.dispatcher.attempt.AttemptRequest;
import id.sahut.webhooks.dispatcher.attempt.AttemptRequest.Header;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds out where a delivery goes and builds the POST, at the moment when it is made: a changed
/// URL, a rotated secret and a deleted webhook take effect on deliveries that have been waiting.
/// Confined to the dispatch loop's thread.
public final class Endpoints {

    private static final Logger log = LoggerFactory.getLogger(Endpoints.class);

    /// Checked addresses and opened secrets that are kept at hand; the least recently used goes
    /// first.
    private static final int MAX_PREPARED = 10_000;

    private final Function<WebhookId, Optional<Webhook>> webhooks;
    private final BooleanSupplier allAreKnown;
    private final SecretBox secrets;
    private final AddressRules rules;
    private final String userAgent;
    private final Signer signer = new Signer();
    private final Map<WebhookId, Prepared> prepared =
            new LinkedHashMap<>(256, 0.75f, true) {
                @Override
                protected boolean removeEldestEntry(Map.Entry<WebhookId, Prepared> eldest) {
                    return size() > MAX_PREPARED;
                }
            };

    /// Where a delivery goes, or why it goes nowhere. Immutable.
    public sealed interface Destination {

        /// @param secrets those that are valid now
        record Ready(Webhook webhook, EndpointUrl url, SigningSecrets secrets)
                implements Destination {}

        /// There is no such webhook: not yet, or not any more.
        ///
        /// @param forCertain whether all is known that was registered 5 s ago
        record Unknown(boolean forCertain) implements Destination {}

        /// Its owner has switched it off for now.
        record Disabled() implements Destination {}

        /// The stored address would not be accepted today.
        record Forbidden(Webhook webhook) implements Destination {}

        /// A secret that it needs now can't be opened with the configured keys.
        record Locked() implements Destination {}
    }

    /// @param until when the overlap of a rotation ends and the destination is another
    private record Prepared(Webhook webhook, Destination destination, Instant until) {

        boolean holds(Webhook latest, Instant now) {
            return webhook.equals(latest) && now.isBefore(until);
        }
    }

    /// @param webhooks finds one by its id
    /// @param allAreKnown whether it finds every one that was registered 5 s ago
    public Endpoints(
            Function<WebhookId, Optional<Webhook>> webhooks,
            BooleanSupplier allAreKnown,
            SecretBox secrets,
            AddressRules rules,
            String version) {
        this.webhooks = webhooks;
        this.allAreKnown = allAreKnown;
        this.secrets = secrets;
        this.rules = rules;
        this.userAgent = "Sahut-Webhooks/" + version;
    }

    public Destination of(WebhookId id, Instant now) {
        boolean forCertain = allAreKnown.getAsBoolean(); // before it is looked for, not after
        Optional<Webhook> webhook = webhooks.apply(id);
        if (webhook.isEmpty()) {
            prepared.remove(id);
            return new Destination.Unknown(forCertain);
        }
        Prepared known = prepared.get(id);
        if (known == null || !known.holds(webhook.get(), now)) {
            known = prepare(webhook.get(), now);
            prepared.put(id, known);
        }
        return known.destination;
    }

    /// The POST of a delivery, signed for this attempt.
    public AttemptRequest request(Destination.Ready to, Delivery delivery, Instant now) {
        byte[] body = delivery.payload();
        String id = delivery.id().value();
        List<Header> headers = new ArrayList<>(10);
        headers.add(new Header("Content-Type", "application/json"));
        headers.add(new Header("User-Agent", userAgent));
        headers.add(new Header("X-Sahut-Signature", to.secrets().sahut(signer, body)));
        to.secrets()
                .sahutNext(signer, body)
                .ifPresent(next -> headers.add(new Header("X-Sahut-Signature-Next", next)));
        headers.add(new Header("webhook-id", id));
        headers.add(new Header("webhook-timestamp", Long.toString(now.getEpochSecond())));
        headers.add(
                new Header(
                        "webhook-signature",
                        to.secrets().standard(signer, delivery.id(), now, body)));
        delivery.eventType().ifPresent(type -> headers.add(new Header("X-Sahut-Event", type)));
        headers.add(new Header("X-Sahut-Delivery", id));
        headers.add(new Header("X-Sahut-Attempt", Integer.toString(delivery.attempt() + 1)));
        return new AttemptRequest(to.url(), headers, body, mayHaveADeadConnection(delivery));
    }

    /// Nobody answered last time: perhaps there was nobody at the other end of a pooled connection.
    private static boolean mayHaveADeadConnection(Delivery delivery) {
        return delivery.lastFailure()
                .filter(it -> it.error().startsWith(AttemptOutcome.TimedOut.KEY))
                .isPresent();
    }

    private Prepared prepare(Webhook webhook, Instant now) {
        Optional<PreviousSecret> previous = webhook.previousSecret().filter(it -> it.isValid(now));
        return new Prepared(
                webhook,
                destination(webhook, previous),
                previous.map(PreviousSecret::until).orElse(Instant.MAX));
    }

    private Destination destination(Webhook webhook, Optional<PreviousSecret> previous) {
        if (!webhook.enabled()) {
            return new Destination.Disabled();
        }
        Optional<WebhookSecret> current = open(webhook, webhook.secret());
        Optional<WebhookSecret> before = previous.flatMap(it -> open(webhook, it.secret()));
        if (current.isEmpty() || before.isPresent() != previous.isPresent()) {
            return new Destination.Locked();
        }
        return switch (EndpointUrl.check(webhook.url(), rules)) {
            case EndpointCheck.Accepted(var url) ->
                    new Destination.Ready(webhook, url, new SigningSecrets(current.get(), before));
            case EndpointCheck.Refused(var _) -> new Destination.Forbidden(webhook);
        };
    }

    private Optional<WebhookSecret> open(Webhook webhook, EncryptedSecret secret) {
        Optional<WebhookSecret> opened = secrets.open(secret, webhook.workspaceId(), webhook.id());
        if (opened.isEmpty()) {
            log.error(
                    "a secret of {} can't be opened, so its deliveries wait: {}",
                    webhook.id(),
                    secrets.hasKeyOf(secret)
                            ? "it was changed, or made for another webhook"
                            : "sahut.encryption-key lacks the key " + secret.keyId());
        }
        return opened;
    }
}
