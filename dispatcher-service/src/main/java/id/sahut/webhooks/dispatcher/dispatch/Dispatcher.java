package id.sahut.webhooks.dispatcher.dispatch;

import id.sahut.webhooks.common.config.SahutConfig;
import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.endpoint.AddressRules;
import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventReader;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.loop.GroupLoop;
import id.sahut.webhooks.common.loop.OffsetTransactions;
import id.sahut.webhooks.common.loop.StartingPoints;
import id.sahut.webhooks.common.loop.Stop;
import id.sahut.webhooks.common.ops.Heartbeat;
import id.sahut.webhooks.common.time.Clocks;
import id.sahut.webhooks.common.webhook.SecretBox;
import id.sahut.webhooks.common.webhook.WebhookView;
import id.sahut.webhooks.dispatcher.attempt.WebhookClient;
import id.sahut.webhooks.dispatcher.endpoint.Endpoints;
import id.sahut.webhooks.dispatcher.lane.LaneLimits;
import id.sahut.webhooks.dispatcher.lane.Lanes;
import id.sahut.webhooks.dispatcher.outcome.Assignment;
import id.sahut.webhooks.dispatcher.outcome.OutcomeMeters;
import id.sahut.webhooks.dispatcher.outcome.OutcomeRecords;
import id.sahut.webhooks.dispatcher.outcome.OutcomeWriter;
import id.sahut.webhooks.dispatcher.outcome.Outcomes;
import id.sahut.webhooks.dispatcher.verdict.Judge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;

/// Puts the dispatch loop and its parts together. Stateless.
public final class Dispatcher {

    private static final int MAX_POLL_RECORDS = 500;

    /// How long the broker holds a fetch back: a partition that is resumed may have to wait that
    /// long.
    private static final Duration FETCH_WAIT = Duration.ofMillis(100);

    /// Endings that wait to be written, for each attempt that may be in flight.
    private static final int UNWRITTEN_PER_ATTEMPT = 8;

    /// Beyond an attempt's deadline: for its outcome to be written and the group to be left.
    private static final Duration DRAIN_SLACK = Duration.ofSeconds(3);

    /// A turn of the loop takes milliseconds; handing a partition over takes `revoke-grace` at
    /// most.
    private static final Duration LONGEST_TURN = Duration.ofMinutes(2);

    private Dispatcher() {}

    /// Starts to dispatch.
    ///
    /// @param webhooks caught up
    /// @param fallbackInstance tells this process from others when it has no `sahut.instance-id`
    public static GroupLoop start(
            Settings settings,
            KafkaClients kafka,
            WebhookView webhooks,
            EventCatalogue catalogue,
            SecretBox secrets,
            AddressRules rules,
            WebhookClient client,
            String version,
            String fallbackInstance,
            MeterRegistry registry,
            Clocks clocks) {
        var clock = clocks.day();
        var nanoTime = clocks.nanoTime();
        SahutConfig.Dispatcher config = settings.sahut().dispatcher();
        var topics = settings.topics();
        String group = topics.prefix() + "dispatcher";
        var meters = new DispatcherMeters(registry);
        var mailbox = new Mailbox(config.maxInFlight());
        var consumer = kafka.groupConsumer(group, FETCH_WAIT, MAX_POLL_RECORDS);
        var transactions = new OffsetTransactions(kafka, group, fallbackInstance);
        transactions.open();
        var assignment = new Assignment(MAX_POLL_RECORDS);
        var onHand =
                new OnHand(
                        new Lanes<>(laneLimits(config), nanoTime),
                        assignment,
                        new Outcomes(
                                assignment,
                                OutcomeWriter.start(
                                        transactions::write,
                                        transactions::close,
                                        new OutcomeRecords(topics, clock),
                                        mailbox),
                                new OutcomeMeters(registry),
                                nanoTime,
                                config.outcomeInterval(),
                                config.maxInFlight() * UNWRITTEN_PER_ATTEMPT),
                        config.maxBufferedBytes());
        var judge = new Judge(settings.tiers(), config.backlogMaxAge());
        var endpoints = new Endpoints(webhooks::find, webhooks::isCurrent, secrets, rules, version);
        var deferrals = new Deferrals(judge, endpoints, onHand, meters, clock);
        var records =
                new DeliveryRecords(
                        new EventReader(catalogue, settings.sahut().events().maxBytes()),
                        settings.tiers().all().size());
        var intake = new Intake(consumer, topics, records, onHand, deferrals, meters);
        var attempts =
                new Attempts(
                        onHand,
                        endpoints,
                        new Posting(client::send, mailbox, meters, nanoTime),
                        new Endings(onHand, judge, deferrals, meters, clock),
                        deferrals,
                        clock);
        var heartbeat = new Heartbeat(nanoTime, LONGEST_TURN);
        var handover =
                new Handover(
                        onHand,
                        config.revokeGrace(),
                        config.attemptTimeout().plus(DRAIN_SLACK),
                        heartbeat,
                        nanoTime);
        var housekeeping = new Housekeeping(onHand, intake, deferrals, meters, nanoTime);
        return new GroupLoop(
                        "dispatch",
                        new GroupLoop.Source(
                                consumer,
                                StartingPoints.of(consumer, kafka, group, nanoTime, registry),
                                List.of(topics.deliveries(), topics.due())),
                        heartbeat,
                        new Stop(nanoTime),
                        new DispatchLoop(onHand, intake, attempts, mailbox, handover, housekeeping))
                .start();
    }

    private static LaneLimits laneLimits(SahutConfig.Dispatcher config) {
        return new LaneLimits(
                config.maxInFlight(),
                config.maxInFlightPerEndpoint(),
                config.maxInFlightSlowEndpoint(),
                Math.max(1, config.maxInFlight() * config.dueSharePercent() / 100),
                config.maxQueued(),
                config.maxBufferedBytes(),
                config.maxLaneWait());
    }
}
