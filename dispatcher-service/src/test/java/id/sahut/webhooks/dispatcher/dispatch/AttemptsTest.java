package id.sahut.webhooks.dispatcher.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.RecordPlace;
import id.sahut.webhooks.common.loop.Written;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome;
import id.sahut.webhooks.dispatcher.outcome.Batch;
import id.sahut.webhooks.dispatcher.outcome.DeferralReason;
import id.sahut.webhooks.dispatcher.outcome.Ending;
import id.sahut.webhooks.dispatcher.outcome.Work;
import id.sahut.webhooks.dispatcher.verdict.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.junit.jupiter.api.Test;

/// What becomes of a delivery when its attempt ends, or can't be made. POSTs are made by the test.
class AttemptsTest {

    private static final Duration TOOK = Duration.ofMillis(5);

    private final ConsumerGroupMetadata member =
            new MockConsumer<byte[], byte[]>("earliest").groupMetadata();
    private final Stage stage = new Stage();

    @Test
    void whatWeLackIsNotChargedAndIsToldByItsReason() {
        for (AttemptOutcome.Lack lack : AttemptOutcome.Lack.values()) {
            stage.offer(Stage.delivery());
            end(new AttemptOutcome.NotMade(lack));

            assertThat(writtenNow())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Ending.SetAside.class,
                            it -> {
                                assertThat(it.reason())
                                        .isEqualTo(DeferralReason.valueOf(lack.name()));
                                assertThat(it.verdict())
                                        .isInstanceOfSatisfying(
                                                Verdict.Parked.class,
                                                parked -> {
                                                    assertThat(parked.delivery().attempt())
                                                            .isZero();
                                                    assertThat(parked.tier().label())
                                                            .isEqualTo("5s");
                                                });
                            });
            assertThat(deferred(DeferralReason.valueOf(lack.name()))).isEqualTo(1);
        }
        assertThat(stage.registry.find("sahut.attempts").timers()).as("no attempt").isEmpty();
        assertThat(stage.lanes.inFlight()).isZero();
    }

    @Test
    void anEndpointsFailureIsCharged() {
        stage.offer(Stage.delivery());
        end(new AttemptOutcome.Refused(500, TOOK, "", ""));

        assertThat(writtenNow())
                .singleElement()
                .isInstanceOfSatisfying(
                        Ending.Attempted.class,
                        it -> {
                            assertThat(it.attempt().detail()).isEqualTo("answered 500");
                            assertThat(it.verdict()).isInstanceOf(Verdict.Parked.class);
                        });
    }

    @Test
    void anAttemptTellsWhichSendingItIsOfAndWhereThePayloadLies() {
        Instant sentAgain = Stage.NOW.minusSeconds(5);
        stage.offer(
                Stage.delivery().from(new RecordPlace("sahut.events", 3, 17)).again(2, sentAgain));
        end(new AttemptOutcome.Refused(500, TOOK, "", ""));

        assertThat(writtenNow())
                .singleElement()
                .isInstanceOfSatisfying(
                        Ending.Attempted.class,
                        it -> {
                            assertThat(it.attempt().attempt()).isEqualTo(1);
                            assertThat(it.attempt().resend()).isEqualTo(2);
                            assertThat(it.attempt().createdAt()).isEqualTo(sentAgain);
                            assertThat(it.attempt().source()).isEqualTo("sahut.events-3@17");
                        });
    }

    @Test
    void whatWaitsBecauseItsWebhookIsSwitchedOffTellsThat() {
        stage.registered = stage.registered.map(AttemptsTest::disabled);

        assertThat(endOf(Stage.delivery()))
                .isInstanceOfSatisfying(
                        Ending.SetAside.class,
                        it -> assertThat(it.reason()).isEqualTo(DeferralReason.DISABLED));

        stage.offer(Stage.delivery());
        stage.deferrals.setAside(lanesNext(), Duration.ZERO, DeferralReason.CROWDED);
        assertThat(writtenNow())
                .singleElement()
                .isInstanceOfSatisfying(
                        Ending.SetAside.class,
                        it -> assertThat(it.reason()).isEqualTo(DeferralReason.DISABLED));
        assertThat(deferred(DeferralReason.CROWDED)).as("as it is counted").isEqualTo(1);
    }

    private Work lanesNext() {
        var turn = stage.lanes.next();
        if (turn == null) {
            throw new AssertionError("nothing is queued");
        }
        return turn.item();
    }

    private static Webhook disabled(Webhook webhook) {
        return new Webhook(
                webhook.id(),
                webhook.workspaceId(),
                webhook.url(),
                webhook.events(),
                webhook.secret(),
                Optional.empty(),
                Optional.empty(),
                false,
                Stage.NOW,
                Stage.NOW);
    }

    @Test
    void whatEndsAfterItsPartitionHasGoneIsTheNextOwners() {
        for (AttemptOutcome outcome :
                List.of(
                        new AttemptOutcome.Delivered(200, TOOK, "", ""),
                        new AttemptOutcome.NotMade(AttemptOutcome.Lack.SOCKETS))) {
            stage.offer(Stage.delivery());
            stage.attempts.startSome(1);
            stage.assignment.remove(List.of(Stage.PARTITION));
            stage.outcomes.dropForeign();
            stage.ownThePartition(); // again, as another stage.assignment

            stage.posts.remove().accept(outcome);
            readMailbox();

            assertThat(stage.outcomes.unwritten()).isZero();
            assertThat(stage.lanes.inFlight()).isZero();
        }
    }

    @Test
    void aDeliveryWithoutAWebhookIsNotCancelledWhileWebhooksMayBeMissing() {
        stage.registered = Optional.empty();

        assertThat(endOf(Stage.delivery().deferred(Stage.NOW)))
                .isInstanceOfSatisfying(
                        Ending.SetAside.class,
                        it -> assertThat(it.verdict()).isInstanceOf(Verdict.Parked.class));
        assertThat(deferred(DeferralReason.UNKNOWN)).isEqualTo(1);
    }

    @Test
    void itIsCancelledOnceAllWebhooksAreKnownAndItHasWaitedOnce() {
        stage.registered = Optional.empty();
        stage.allAreKnown = true;

        assertThat(endOf(Stage.delivery())).isInstanceOf(Ending.SetAside.class);
        assertThat(endOf(Stage.delivery().deferred(Stage.NOW)))
                .isInstanceOfSatisfying(
                        Ending.Attempted.class,
                        it -> assertThat(it.attempt().outcome()).isEqualTo("cancelled"));
    }

    private Ending endOf(Delivery delivery) {
        stage.offer(delivery);
        stage.attempts.startSome(1);
        return writtenNow().getFirst();
    }

    private void end(AttemptOutcome outcome) {
        assertThat(stage.attempts.startSome(1)).isEqualTo(1);
        stage.posts.remove().accept(outcome);
        readMailbox();
    }

    private void readMailbox() {
        stage.mailbox.read(
                Duration.ZERO,
                message -> {
                    if (message
                            instanceof Message.AttemptEnded(var started, var outcome, var took)) {
                        stage.attempts.ended(started, outcome, took);
                    }
                });
    }

    private List<Ending> writtenNow() {
        stage.nanos += Duration.ofSeconds(1).toNanos();
        stage.outcomes.writeIfDue(member);
        Batch batch = stage.written.remove();
        stage.outcomes.written(batch, Written.COMMITTED);
        return batch.endings();
    }

    private double deferred(DeferralReason reason) {
        return stage.registry
                .get("sahut.deliveries.deferred")
                .tag("reason", reason.label())
                .counter()
                .count();
    }
}
