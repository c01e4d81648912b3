package id.sahut.webhooks.chaos.traffic;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.bench.load.Events;
import id.sahut.webhooks.bench.load.Fleet;
import id.sahut.webhooks.bench.load.Payload;
import id.sahut.webhooks.chaos.evidence.Findings;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.signing.Signer;
import id.sahut.webhooks.common.signing.WebhookSecret;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class InspectionTest {

    private static final Instant SCHEDULED = Instant.parse("2026-11-27T06:00:00.123456Z");
    private static final Instant SIGNED = SCHEDULED.plusSeconds(1).truncatedTo(ChronoUnit.SECONDS);

    private final Fleet fleet = Fleet.ofOneEach("look", 10);
    private final Events events = new Events(fleet, "looke", 1_000);
    private final Findings notTheirs = new Findings();
    private final Findings notSigned = new Findings();
    private final Inspection inspection = new Inspection(events, notTheirs, notSigned);

    @Test
    void whatIsPublishedAndSignedRightIsSeen() {
        assertThat(inspection.look(3, headers(13), body(13)))
                .contains(new Inspection.Seen(13, SCHEDULED, SIGNED));
        assertThat(notTheirs.count()).isZero();
        assertThat(notSigned.count()).isZero();
    }

    @Test
    void anotherEndpointsEventIsFound() {
        assertThat(inspection.look(4, headers(13), body(13))).isEmpty();
        assertThat(notTheirs.count()).isEqualTo(1);
    }

    @Test
    void aBodyThatWasNotPublishedIsFoundAndIsNotSigned() {
        byte[] body = body(13);
        body[body.length - 10] ^= 1;

        assertThat(inspection.look(3, headers(13), body)).isEmpty();
        assertThat(notTheirs.count()).isEqualTo(1);
        assertThat(notSigned.count()).isEqualTo(2);
    }

    @Test
    void anotherEventsDeliveryIdIsFound() {
        HttpHeaders headers = headers(13).set("X-Sahut-Delivery", delivery(23).value());

        assertThat(inspection.look(3, headers, body(13))).isEmpty();
        assertThat(notTheirs.count()).isEqualTo(1);
        assertThat(notSigned.examples()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-Sahut-Signature", "webhook-signature"})
    void eitherSignatureThatIsMissingOrWrongIsFound(String header) {
        var _ = inspection.look(3, headers(13).remove(header), body(13));
        var _ = inspection.look(3, headers(13).set(header, headers(23).get(header)), body(13));

        assertThat(notTheirs.count()).isZero();
        assertThat(notSigned.examples())
                .containsExactly(
                        header + " of " + delivery(13).value(),
                        header + " of " + delivery(13).value());
    }

    private byte[] body(long event) {
        return Payload.of(fleet.workspace(events.workspace(event)), event, SCHEDULED);
    }

    private DeliveryId delivery(long event) {
        return DerivedIds.delivery(events.event(event), fleet.id(events.workspace(event)));
    }

    private HttpHeaders headers(long event) {
        WebhookSecret secret = Fleet.secret(events.workspace(event));
        DeliveryId id = delivery(event);
        byte[] body = body(event);
        var signer = new Signer();
        return new DefaultHttpHeaders()
                .set("X-Sahut-Delivery", id.value())
                .set("X-Sahut-Signature", signer.sahut(secret, body))
                .set("webhook-id", id.value())
                .set("webhook-timestamp", String.valueOf(SIGNED.getEpochSecond()))
                .set("webhook-signature", signer.standard(secret, id, SIGNED, body));
    }
}
