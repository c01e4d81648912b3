package id.sahut.webhooks.chaos.traffic;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.bench.load.Events;
import id.sahut.webhooks.bench.load.Fleet;
import id.sahut.webhooks.bench.load.Payload;
import id.sahut.webhooks.chaos.evidence.Findings;
import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.signing.WebhookSecret;
import io.netty.handler.codec.http.HttpHeaders;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Looks at each POST as it arrives: is it this endpoint's, is it what was published, is it signed
/// right? Signatures are computed here once more, by the public guide and by Standard Webhooks, and
/// not with the code that is tested. Safe for any thread.
final class Inspection {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Events events;
    private final Findings notTheirs;
    private final Findings notSigned;

    /// @param notTheirs what belongs to another endpoint, or was never published
    /// @param notSigned what carries a signature that is not right
    Inspection(Events events, Findings notTheirs, Findings notSigned) {
        this.events = events;
        this.notTheirs = notTheirs;
        this.notSigned = notSigned;
    }

    /// An event that a POST brings. Immutable.
    ///
    /// @param signed the second in which the POST was signed
    record Seen(long number, Instant scheduled, Instant signed) {}

    /// @return the event that it brings; empty when it brings none to this endpoint
    Optional<Seen> look(int webhook, HttpHeaders headers, byte[] body) {
        Optional<Seen> event = event(webhook, headers, body);
        if (event.isEmpty()) {
            notTheirs.add(
                    "endpoint %d got delivery %s: %s"
                            .formatted(
                                    webhook,
                                    headers.get("X-Sahut-Delivery"),
                                    new String(body, 0, Math.min(body.length, 200), UTF_8)));
        }
        checkSignatures(webhook, headers, body);
        return event;
    }

    private Optional<Seen> event(int webhook, HttpHeaders headers, byte[] body) {
        try {
            JsonNode data = JSON.readTree(body).path("data");
            long number = data.path("number").asLong(-1);
            Instant scheduled =
                    Instant.EPOCH.plus(data.path("scheduled_us").asLong(0), ChronoUnit.MICROS);
            Fleet fleet = events.fleet();
            boolean isOurs =
                    number >= 0
                            && events.workspace(number) == webhook
                            && Arrays.equals(
                                    body, Payload.of(fleet.workspace(webhook), number, scheduled))
                            && DerivedIds.delivery(events.event(number), fleet.id(webhook))
                                    .value()
                                    .equals(headers.get("X-Sahut-Delivery"));
            Instant signed =
                    Instant.ofEpochSecond(Long.parseLong(headers.get("webhook-timestamp", "")));
            return isOurs ? Optional.of(new Seen(number, scheduled, signed)) : Optional.empty();
        } catch (JacksonException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private void checkSignatures(int webhook, HttpHeaders headers, byte[] body) {
        String secret = Fleet.secret(webhook).reveal();
        String id = headers.get("webhook-id");
        String guide = "sha256=" + HexFormat.of().formatHex(hmac(secret.getBytes(UTF_8), body));
        if (!guide.equals(headers.get("X-Sahut-Signature"))) {
            notSigned.add("X-Sahut-Signature of " + id);
        }
        byte[] key = Base64.getDecoder().decode(secret.substring(WebhookSecret.PREFIX.length()));
        byte[] prefix = (id + "." + headers.get("webhook-timestamp") + ".").getBytes(UTF_8);
        String standard = "v1," + Base64.getEncoder().encodeToString(hmac(key, prefix, body));
        if (!standard.equals(headers.get("webhook-signature"))
                || !headers.get("X-Sahut-Delivery", "").equals(id)) {
            notSigned.add("webhook-signature of " + id);
        }
    }

    private static byte[] hmac(byte[] key, byte[]... parts) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            for (byte[] part : parts) {
                mac.update(part);
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
