package id.sahut.webhooks.dispatcher.dispatch;

import id.sahut.webhooks.common.delivery.Delivery;
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
import id.sahut.webhooks.dispatcher.endpoint.Endpoints;
import id.sahut.webhooks.dispatcher.lane.LaneLimits;
import id.sahut.webhooks.dispatcher.lane.Lanes;
import id.sahut.webhooks.dispatcher.lane.Source;
import id.sahut.webhooks.dispatcher.outcome.Assignment;
import id.sahut.webhooks.dispatcher.outcome.Batch;
import id.sahut.webhooks.dispatcher.outcome.OutcomeMeters;
import id.sahut.webhooks.dispatcher.outcome.Outcomes;
import id.sahut.webhooks.dispatcher.outcome.Work;
import id.sahut.webhooks.dispatcher.progress.PartitionProgress;
import id.sahut.webhooks.dispatcher.verdict.Judge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/// The loop's parts around one partition and one webhook. POSTs and batches wait here until the
/// test says how they end. Confined to the test's thread.
final class Stage {

    static final Instant NOW = Instant.parse("2024-03-15T08:30:00Z");
    static final TopicPartition PARTITION = new TopicPartition("deliveries", 0);
    static final WebhookId WEBHOOK = new WebhookId("wh_1");
    private static final WorkspaceId WORKSPACE = new WorkspaceId("ws_1");
    private static final int MAX_IN_FLIGHT = 100;
    private static final int MAX_UNWRITTEN = 10;
    private static final long MAX_BYTES = 1 << 20;

    final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    final DispatcherMeters meters = new DispatcherMeters(registry);

    /// With the writer.
    final Deque<Batch> written = new ArrayDeque<>();

    /// In flight; whoever takes one out ends it.
    final Deque<Consumer<AttemptOutcome>> posts = new ArrayDeque<>();

    final Mailbox mailbox = new Mailbox(MAX_IN_FLIGHT);
    final Assignment assignment = new Assignment(100);
    Optional<Webhook> registered;
    boolean allAreKnown;

    /// What the writer answers at once; without, it is still at it.
    Optional<Written> answer = Optional.empty();

    long nanos = 1;
    boolean writerIsClosed;
    private long nextOffset;

    final Outcomes outcomes =
            new Outcomes(
                    assignment,
                    new Outcomes.Writer() {
                        @Override
                        public void write(Batch batch) {
                            written.add(batch);
                            answer.ifPresent(it -> mailbox.written(batch, it));
                        }

                        @Override
                        public void close() {
                            writerIsClosed = true;
                        }
                    },
                    new OutcomeMeters(registry),
                    () -> nanos,
                    Duration.ofMillis(100),
                    MAX_UNWRITTEN);
    final Lanes<Work> lanes =
            new Lanes<>(
                    new LaneLimits(
                            MAX_IN_FLIGHT, 64, 4, 50, 1_000, MAX_BYTES, Duration.ofSeconds(5)),
                    () -> nanos);
    final OnHand onHand = new OnHand(lanes, assignment, outcomes, MAX_BYTES);
    final Deferrals deferrals;
    final Attempts attempts;

    Stage() {
        var judge = new Judge(RetryTiers.parse("5s,30s"), Duration.ofDays(3));
        var random = new Random(1);
        var secrets = SecretBox.of(SecretBox.newKey(random), random);
        this.registered =
                Optional.of(
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
                                NOW));
        var endpoints =
                new Endpoints(
                        _ -> registered,
                        () -> allAreKnown,
                        secrets,
                        AddressRules.publicOnly(),
                        "test");
        this.deferrals = new Deferrals(judge, endpoints, onHand, meters, InstantSource.fixed(NOW));
        this.attempts =
                new Attempts(
                        onHand,
                        endpoints,
                        new Posting(
                                (_, whenDone) -> posts.add(whenDone), mailbox, meters, () -> nanos),
                        new Endings(onHand, judge, deferrals, meters, InstantSource.fixed(NOW)),
                        deferrals,
                        InstantSource.fixed(NOW));
        ownThePartition();
    }

    /// From its beginning, as an assignment of its own.
    void ownThePartition() {
        assignment.add(PARTITION, PartitionProgress.resume(0, ""));
        nextOffset = 0;
    }

    static Delivery delivery() {
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

    /// It was read, and is in its lane.
    void offer(Delivery delivery) {
        long offset = nextOffset++;
        assignment.arrived(PARTITION, offset);
        var _ =
                lanes.offer(
                        WEBHOOK,
                        Source.FRESH,
                        new Work(delivery, assignment.place(PARTITION, offset)),
                        1);
    }
}
