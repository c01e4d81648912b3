package id.sahut.webhooks.ingest.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WorkspaceId;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClaimsTest {

    private static final int MAX = 100;
    private static final Instant START = Instant.parse("2024-03-15T08:30:00Z");
    private static final Fingerprint KEY = fingerprint("key");
    private static final Fingerprint BODY = fingerprint("body");

    private Instant now = START;
    private final Claims claims = new Claims(MAX, () -> now);

    @Test
    void whoeverClaimsFirstHasTheKey() {
        claims.take(KEY, claim("evt_1"));
        claims.take(KEY, claim("evt_2").finished());

        assertThat(claims.find(KEY)).contains(claim("evt_1"));
    }

    @Test
    void aClaimIsFinishedOnceAndStaysSo() {
        claims.take(KEY, claim("evt_1"));
        claims.take(KEY, claim("evt_1").finished());
        claims.take(KEY, claim("evt_1"));

        assertThat(claims.find(KEY)).contains(claim("evt_1").finished());
        assertThat(claims.size()).isOne();
    }

    @Test
    void aClaimHoldsForADay() {
        claims.take(KEY, claim("evt_1"));

        now = START.plus(Duration.ofHours(24)).minusMillis(1);
        assertThat(claims.find(KEY)).isPresent();
        now = START.plus(Duration.ofHours(24));
        assertThat(claims.find(KEY)).isEmpty();
    }

    @Test
    void aKeyWhoseTimeIsOverCanBeClaimedAnew() {
        claims.take(KEY, claim("evt_1"));
        now = START.plus(Duration.ofHours(24));

        claims.take(KEY, claim("evt_2"));

        assertThat(claims.find(KEY)).contains(claim("evt_2"));
    }

    @Test
    void aClaimWhoseTimeIsOverIsNotTaken() {
        Claim old = claim("evt_1");
        now = START.plus(Duration.ofHours(25));

        claims.take(KEY, old);

        assertThat(claims.size()).isZero();
    }

    @Test
    void whatIsOverIsForgottenWithoutBeingCounted() {
        fill(MAX);
        now = START.plus(Duration.ofHours(25));

        claims.take(KEY, claim("evt_1"));

        assertThat(claims.size()).isOne();
        assertThat(claims.dropped()).isZero();
    }

    @Test
    void theOldestIsDroppedFirstInWhateverOrderTheyCome() {
        now = START.plus(Duration.ofMinutes(10));
        claims.take(KEY, claim("evt_young"));
        now = START;
        claims.take(BODY, claim("evt_old"));
        now = START.plus(Duration.ofMinutes(5));

        fill(MAX - 1);

        assertThat(claims.find(BODY)).isEmpty();
        assertThat(claims.find(KEY)).isPresent();
        assertThat(claims.size()).isEqualTo(MAX);
        assertThat(claims.dropped()).isOne();
    }

    @Test
    void anotherBodyUnderTheSameKeyIsAConflict() {
        Claim claim = claim("evt_1");

        assertThat(claim.judge(BODY)).isEqualTo(Claim.Verdict.UNFINISHED);
        assertThat(claim.finished().judge(BODY)).isEqualTo(Claim.Verdict.REPEATED);
        assertThat(claim.judge(fingerprint("other"))).isEqualTo(Claim.Verdict.CONFLICT);
        assertThat(claim.finished().judge(fingerprint("other"))).isEqualTo(Claim.Verdict.CONFLICT);
    }

    @Test
    void aFingerprintIsTheSha256() {
        assertThat(fingerprint("abc").hex())
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Fingerprint.parse(KEY.hex())).contains(KEY);
        assertThat(Fingerprint.parse(KEY.hex().substring(1) + "g")).isEmpty();
        assertThat(Fingerprint.parse("ba78")).isEmpty();
    }

    @Test
    void workspacesMayUseTheSameKey() {
        assertThat(IdempotencyKey.of(new WorkspaceId("ws_1"), "order-7"))
                .isEqualTo(IdempotencyKey.of(new WorkspaceId("ws_1"), "order-7"))
                .isNotEqualTo(IdempotencyKey.of(new WorkspaceId("ws_2"), "order-7"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "\u00e9", "\u007f", "tab\t"})
    void aKeyIsVisibleAscii(String text) {
        assertThat(IdempotencyKey.isWellFormed(text)).isFalse();
    }

    @Test
    void aKeyHasAtMost128Characters() {
        assertThat(IdempotencyKey.isWellFormed("x".repeat(128))).isTrue();
        assertThat(IdempotencyKey.isWellFormed("x".repeat(129))).isFalse();
    }

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            claims.take(fingerprint("fill " + i), claim("evt_" + i));
        }
    }

    private Claim claim(String eventId) {
        return new Claim(new EventId(eventId), BODY, false, now);
    }

    private static Fingerprint fingerprint(String text) {
        return Fingerprint.of(text.getBytes(UTF_8));
    }
}
