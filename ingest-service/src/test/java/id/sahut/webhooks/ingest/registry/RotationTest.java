package id.sahut.webhooks.ingest.registry;

import static id.sahut.webhooks.ingest.registry.Registered.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.endpoint.AddressRules;
import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.webhook.EncryptedSecret;
import id.sahut.webhooks.common.webhook.PreviousSecret;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.ingest.wish.Reading;
import id.sahut.webhooks.ingest.wish.Readings;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RotationTest {

    private static final EncryptedSecret FRESH = Registered.secret("fresh");

    private final RegistrationRules rules =
            new RegistrationRules(EventCatalogue.builtIn(), AddressRules.publicOnly());

    @Test
    void theOldSecretStaysBesideTheNewUntilAFullSecond() {
        Webhook before = Registered.webhook();

        Webhook after = rotated(before, Duration.ofMinutes(1));

        assertThat(after.secret()).isSameAs(FRESH);
        assertThat(after.previousSecret())
                .contains(
                        new PreviousSecret(
                                Registered.SECRET, Instant.parse("2026-11-23T09:31:01Z")));
        assertThat(after.updatedAt()).isEqualTo(NOW);
        assertThat(after)
                .usingRecursiveComparison()
                .ignoringFields("secret", "previousSecret", "updatedAt")
                .isEqualTo(before);
    }

    @Test
    void withoutOverlapTheNewSecretAloneIsValid() {
        assertThat(rotated(Registered.webhook(), Duration.ZERO).previousSecret()).isEmpty();
    }

    @Test
    void aSecondRotationHasToWaitForTheOverlapsEnd() {
        Instant until = NOW.plusMillis(1);

        assertThat(decide(Registered.rotated(until), Duration.ofSeconds(1)))
                .isEqualTo(new Rotation.Decision.Overlapping(until));
        assertThat(rotated(Registered.rotated(NOW), Duration.ofSeconds(1)).previousSecret())
                .map(PreviousSecret::secret)
                .contains(Registered.SECRET);
    }

    @Test
    void aRotationWithoutOverlapEndsTheOneUnderWay() {
        Webhook after = rotated(Registered.rotated(NOW.plusSeconds(60)), Duration.ZERO);

        assertThat(after.secret()).isSameAs(FRESH);
        assertThat(after.previousSecret()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "`` | PT24H",
                "{} | PT24H",
                "{\"overlap_seconds\": 0} | PT0S",
                "{\"overlap_seconds\": 604800} | PT168H"
            })
    void theOverlapIsADayUnlessTheCallerChooses(String body, Duration overlap) {
        assertThat(Readings.accepted(read(body))).isEqualTo(new Rotation(overlap));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "null",
                "{\"overlap_seconds\": null}",
                "{\"overlap_seconds\": \"1\"}",
                "{\"overlap_seconds\": 1.5}",
                "{\"overlap_seconds\": 1e400}"
            })
    void anOverlapThatIsNoWholeNumberIsMalformed(String body) {
        assertThat(Readings.malformed(read(body))).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"overlap_seconds\": -1}",
                "{\"overlap_seconds\": 604801}",
                "{\"overlap_seconds\": 99999999999999999999999999}",
                "{\"overlap\": 1}"
            })
    void anOverlapOutOfRangeOrUnderAnotherNameIsInvalid(String body) {
        assertThat(Readings.invalid(read(body))).contains("overlap_seconds");
    }

    private static Webhook rotated(Webhook before, Duration overlap) {
        if (decide(before, overlap) instanceof Rotation.Decision.Rotated(Webhook after)) {
            return after;
        }
        throw new AssertionError("not rotated");
    }

    private static Rotation.Decision decide(Webhook before, Duration overlap) {
        return new Rotation(overlap).decide(before, FRESH, NOW);
    }

    private Reading<Rotation> read(String body) {
        return rules.readRotation(body.getBytes(UTF_8));
    }
}
