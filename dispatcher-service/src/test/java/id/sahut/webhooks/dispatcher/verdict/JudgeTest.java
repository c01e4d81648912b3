package id.sahut.webhooks.dispatcher.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.ExpiryReason;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.retry.RetryTiers;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JudgeTest {

    private static final Instant NOW = Instant.parse("2024-03-15T08:30:00Z");
    private static final Duration TOOK = Duration.ofMillis(3);

    private final Judge judge =
            new Judge(RetryTiers.parse("5s,30s,2m,10m,30m"), Duration.ofDays(3));

    @Test
    void successEndsADelivery() {
        assertThat(judge.afterAttempt(fresh(), new AttemptOutcome.Delivered(204, TOOK, "", "")))
                .isEqualTo(new Verdict.Ended());
    }

    @Test
    void aDeletedWebhookEndsADelivery() {
        assertThat(judge.afterAttempt(fresh(), new AttemptOutcome.Cancelled()))
                .isEqualTo(new Verdict.Ended());
    }

    @Test
    void everyFailureClimbsOneTierAndTheSixthIsTheLast() {
        var tiers = new ArrayList<String>();
        Delivery delivery = fresh();
        Verdict verdict =
                judge.afterAttempt(delivery, new AttemptOutcome.Refused(500, TOOK, "", ""));
        while (verdict instanceof Verdict.Parked(var parked, var tier)) {
            tiers.add(tier.label());
            assertThat(parked.attempt()).isEqualTo(tiers.size());
            assertThat(parked.lastFailure().orElseThrow().status()).contains(500);
            delivery = parked;
            verdict = judge.afterAttempt(delivery, new AttemptOutcome.Refused(500, TOOK, "", ""));
        }

        assertThat(tiers).containsExactly("5s", "30s", "2m", "10m", "30m");
        assertThat(verdict).isInstanceOf(Verdict.Expired.class);
        assertThat(((Verdict.Expired) verdict).delivery().attempt()).isEqualTo(6);
        assertThat(((Verdict.Expired) verdict).reason()).isEqualTo(ExpiryReason.ATTEMPTS);
    }

    @Test
    void everyKindOfFailureIsRetried() {
        assertThat(
                        judge.afterAttempt(
                                fresh(),
                                new AttemptOutcome.TimedOut(AttemptOutcome.Phase.ANSWER, TOOK)))
                .isInstanceOf(Verdict.Parked.class);
        assertThat(
                        judge.afterAttempt(
                                fresh(),
                                new AttemptOutcome.Unreachable(
                                        AttemptOutcome.Cause.TLS, TOOK, "no trust")))
                .isInstanceOf(Verdict.Parked.class);
        assertThat(judge.afterAttempt(fresh(), new AttemptOutcome.Blocked("not public")))
                .isInstanceOf(Verdict.Parked.class);
        for (int status : new int[] {301, 404, 410, 429, 500}) {
            assertThat(
                            judge.afterAttempt(
                                    fresh(), new AttemptOutcome.Refused(status, TOOK, "", "")))
                    .isInstanceOf(Verdict.Parked.class);
        }
    }

    @Test
    void aDeferralIsNotChargedAndGoesToTheTierNearestToTheWait() {
        var verdict =
                (Verdict.Parked)
                        judge.withoutAttempt(
                                fresh(), Duration.ofSeconds(40), NOW, () -> ExpiryReason.BACKLOG);

        assertThat(verdict.tier().label()).isEqualTo("30s");
        assertThat(verdict.delivery().attempt()).isZero();
        assertThat(verdict.delivery().deferrals()).isEqualTo(1);
        assertThat(verdict.delivery().deferredSince()).contains(NOW);
    }

    @Test
    void whatComesBackTooEarlyGoesATierUpEachTimeUntilItIsTooOld() {
        var tiers = new ArrayList<String>();
        Instant now = NOW;
        Verdict verdict =
                judge.withoutAttempt(
                        fresh(), Duration.ofSeconds(1), now, () -> ExpiryReason.BACKLOG);
        while (verdict instanceof Verdict.Parked(var delivery, var tier)) {
            tiers.add(tier.label());
            now = now.plus(tier.delay());
            verdict =
                    judge.withoutAttempt(
                            delivery, Duration.ofSeconds(1), now, () -> ExpiryReason.BACKLOG);
        }

        assertThat(tiers).startsWith("5s", "30s", "2m", "10m", "30m", "30m").hasSizeLessThan(160);
        assertThat(((Verdict.Expired) verdict).reason()).isEqualTo(ExpiryReason.BACKLOG);
        assertThat(Duration.between(NOW, now))
                .isBetween(Duration.ofHours(72), Duration.ofHours(73));
    }

    @Test
    void whatWaitedTooLongExpiresForTheReasonThatItWaitsFor() {
        Delivery waiting = fresh().deferred(NOW);

        for (ExpiryReason reason : List.of(ExpiryReason.DISABLED, ExpiryReason.LOCKED)) {
            assertThat(
                            judge.withoutAttempt(
                                    waiting,
                                    Duration.ZERO,
                                    NOW.plus(Duration.ofDays(3)).plusMillis(1),
                                    () -> reason))
                    .isEqualTo(new Verdict.Expired(waiting, reason));
        }
    }

    @Test
    void anAttemptMakesTheDeferralsBeforeItCountNoMore() {
        var deferred =
                ((Verdict.Parked)
                                judge.withoutAttempt(
                                        fresh(),
                                        Duration.ofSeconds(1),
                                        NOW,
                                        () -> ExpiryReason.BACKLOG))
                        .delivery();

        var failed =
                (Verdict.Parked)
                        judge.afterAttempt(deferred, new AttemptOutcome.Refused(500, TOOK, "", ""));

        assertThat(failed.delivery().deferrals()).isZero();
        assertThat(failed.delivery().deferredSince()).isEmpty();
    }

    private static Delivery fresh() {
        return Delivery.first(
                new WebhookId("wh_1"),
                new DeliveryId("dlv_1"),
                new EventId("evt_1"),
                "message.created",
                "ws_1",
                NOW,
                Optional.empty(),
                new byte[] {'{', '}'});
    }
}
