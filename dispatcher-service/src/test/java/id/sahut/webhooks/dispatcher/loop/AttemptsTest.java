package id.sahut.webhooks.dispatcher.loop;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.RecordPlace;
import id.sahut.webhooks.common.endpoint.AddressRules;
import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.loop.Written;
import id.sahut.webhooks.common.retry.RetryTiers;
import id.sahut.webhooks.common.signing.WebhookSecret;
import id.sahut.webhooks.common.webhook.SecretBox;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome;
import id.sahut.webhooks.dispatcher.lane.LaneLimits;
import id.sahut.webhooks.dispatcher.lane.Lanes;
import id.sahut.webhooks.dispatcher.lane.Source;
import id.sahut.webhooks.dispatcher.progress.PartitionProgress;
import id.sahut.webhooks.dispatcher.verdict.Judge;
import id.sahut.webhooks.dispatcher.verdict.Verdict;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What becomes of a delivery when its attempt ends, or can't be made. POSTs are made by the test.
class AttemptsTest {

    private static final Instant NOW = Instant.parse("2024-03-15T08:30:00Z");
    private static final TopicPartition PARTITION = new TopicPartition("deliveries", 0);
    private static final WebhookId WEBHOOK = new WebhookId("wh_1");
    private static final WorkspaceId WORKSPACE = new WorkspaceId("ws_1");
    private static final Duration TOOK = Duration.ofMillis(5);

    private final ConsumerGroupMetadata member =
            new MockConsumer<byte[], byte[]>("earliest").groupMetadata();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final DispatcherMeters meters = new DispatcherMeters(registry);
    private final Deque<Batch> written = new ArrayDeque<>();
    private final Deque<Consumer<AttemptOutcome>> posts = new ArrayDeque<>();
    private final List<Message> mailbox = new ArrayList<>();
    private long nanos = 1;
    private long nextOffset;
    private final Assignment assignment = new Assignment(100);
    private final Outcomes outcomes =
            new Outcomes(assignment, written::add, meters, () -> nanos, Duration.ofMillis(100));
    private final Lanes<Work> lanes =
            new Lanes<>(
                    new LaneLimits(100, 64, 4, 50, 1_000, 1 << 20, Duration.ofSeconds(5)),
                    () -> nanos);
    private final Judge judge = new Judge(RetryTiers.parse("5s,30s"), Duration.ofDays(3));
    private final Random random = new Random(1);
    private final SecretBox secrets = SecretBox.of(SecretBox.newKey(random), random);
    private final Webhook webhook =
            new Webhook(
                    WEBHOOK,
                    WORKSPACE,
                    "https://example.com/hook",
                    EventCatalogue.builtIn().types(),
                    secrets.seal(WebhookSecret.random(random), WORKSPACE, WEBHOOK),
                    Optional.empty(),
                    Optional.empty(),
                    true,
                    NOW,
                    NOW);
    private Optional<Webhook> registered = Optional.of(webhook);
    private boolean allAreKnown;
    private final Endpoints endpoints =
            new Endpoints(
                    _ -> registered, () -> allAreKnown, secrets, AddressRules.publicOnly(), "test");
    private final Deferrals deferrals =
            new Deferrals(judge, endpoints, outcomes, meters, InstantSource.fixed(NOW));
    private final Attempts attempts =
            new Attempts(
                    lanes,
                    endpoints,
                    (_, whenDone) -> posts.add(whenDone),
                    judge,
                    assignment,
                    outcomes,
                    deferrals,
                    meters,
                    mailbox::add,
                    InstantSource.fixed(NOW),
                    () -> nanos);

    @BeforeEach
    void ownThePartition() {
        assignment.add(PARTITION, PartitionProgress.resume(0, ""));
    }

    @Test
    void whatWeLackIsNotChargedAndIsToldByItsReason() {
        for (AttemptOutcome.Lack lack : AttemptOutcome.Lack.values()) {
            offer();
            end(new AttemptOutcome.NotMade(lack));

            assertThat(writtenNow())
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Ending.SetAside.class,
                            it -> {
                                assertThat(it.reason()).isEqualTo(DeferralReason.of(lack));
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
            assertThat(deferred(DeferralReason.of(lack))).isEqualTo(1);
        }
        assertThat(registry.find("sahut.attempts").timers()).as("no attempt").isEmpty();
        assertThat(lanes.inFlight()).isZero();
    }

    @Test
    void anEndpointsFailureIsCharged() {
        offer();
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
        Instant sentAgain = NOW.minusSeconds(5);
        offer(delivery().from(new RecordPlace("sahut.events", 3, 17)).again(2, sentAgain));
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
        registered = Optional.of(disabled());

        assertThat(endOf(delivery()))
                .isInstanceOfSatisfying(
                        Ending.SetAside.class,
                        it -> assertThat(it.reason()).isEqualTo(DeferralReason.DISABLED));

        offer(delivery());
        deferrals.setAside(lanesNext(), Duration.ZERO, DeferralReason.CROWDED);
        assertThat(writtenNow())
                .singleElement()
                .isInstanceOfSatisfying(
                        Ending.SetAside.class,
                        it -> assertThat(it.reason()).isEqualTo(DeferralReason.DISABLED));
        assertThat(deferred(DeferralReason.CROWDED)).as("as it is counted").isEqualTo(1);
    }

    private Work lanesNext() {
        var turn = lanes.next();
        if (turn == null) {
            throw new AssertionError("nothing is queued");
        }
        return turn.item();
    }

    private Webhook disabled() {
        return new Webhook(
                webhook.id(),
                webhook.workspaceId(),
                webhook.url(),
                webhook.events(),
                webhook.secret(),
                Optional.empty(),
                Optional.empty(),
                false,
                NOW,
                NOW);
    }

    @Test
    void whatEndsAfterItsPartitionHasGoneIsTheNextOwners() {
        for (AttemptOutcome outcome :
                List.of(
                        new AttemptOutcome.Delivered(200, TOOK, "", ""),
                        new AttemptOutcome.NotMade(AttemptOutcome.Lack.SOCKETS))) {
            offer();
            attempts.startSome(1, 10);
            assignment.remove(List.of(PARTITION));
            outcomes.dropForeign();
            ownThePartition(); // again, as another assignment

            posts.remove().accept(outcome);
            readMailbox();

            assertThat(outcomes.unwritten()).isZero();
            assertThat(lanes.inFlight()).isZero();
            nextOffset = 0;
        }
    }

    @Test
    void aDeliveryWithoutAWebhookIsNotCancelledWhileWebhooksMayBeMissing() {
        registered = Optional.empty();

        assertThat(endOf(delivery().deferred(NOW)))
                .isInstanceOfSatisfying(
                        Ending.SetAside.class,
                        it -> assertThat(it.verdict()).isInstanceOf(Verdict.Parked.class));
        assertThat(deferred(DeferralReason.UNKNOWN)).isEqualTo(1);
    }

    @Test
    void itIsCancelledOnceAllWebhooksAreKnownAndItHasWaitedOnce() {
        registered = Optional.empty();
        allAreKnown = true;

        assertThat(endOf(delivery())).isInstanceOf(Ending.SetAside.class);
        assertThat(endOf(delivery().deferred(NOW)))
                .isInstanceOfSatisfying(
                        Ending.Attempted.class,
                        it -> assertThat(it.attempt().outcome()).isEqualTo("cancelled"));
    }

    private Ending endOf(Delivery delivery) {
        offer(delivery);
        attempts.startSome(1, 10);
        return writtenNow().getFirst();
    }

    private static Delivery delivery() {
        return Delivery.first(
                WEBHOOK,
                new DeliveryId("dlv_1"),
                new EventId("evt_1"),
                "message.created",
                WORKSPACE.value(),
                NOW,
                Optional.empty(),
                new byte[] {'1'});
    }

    private void offer() {
        offer(delivery());
    }

    private void offer(Delivery delivery) {
        long offset = nextOffset++;
        assignment.arrived(PARTITION, offset);
        var _ =
                lanes.offer(
                        WEBHOOK,
                        Source.FRESH,
                        new Work(delivery, assignment.place(PARTITION, offset)),
                        1);
    }

    private void end(AttemptOutcome outcome) {
        assertThat(attempts.startSome(1, 10)).isEqualTo(1);
        posts.remove().accept(outcome);
        readMailbox();
    }

    private void readMailbox() {
        for (Message message : mailbox) {
            if (message instanceof Message.AttemptEnded(var started, var outcome, var took)) {
                attempts.ended(started, outcome, took);
            }
        }
        mailbox.clear();
    }

    private List<Ending> writtenNow() {
        nanos += Duration.ofSeconds(1).toNanos();
        outcomes.writeIfDue(member);
        Batch batch = written.remove();
        outcomes.written(batch, Written.COMMITTED);
        return batch.endings();
    }

    private double deferred(DeferralReason reason) {
        return registry.get("sahut.deliveries.deferred")
                .tag("reason", reason.label())
                .counter()
                .count();
    }
}
