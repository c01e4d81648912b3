package id.sahut.webhooks.dispatcher.loop;

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
import id.sahut.webhooks.common.webhook.SecretBox;
import id.sahut.webhooks.common.webhook.WebhookView;
import id.sahut.webhooks.dispatcher.attempt.WebhookClient;
import id.sahut.webhooks.dispatcher.lane.LaneLimits;
import id.sahut.webhooks.dispatcher.lane.Lanes;
import id.sahut.webhooks.dispatcher.verdict.Judge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.LongSupplier;

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
            InstantSource clock,
            LongSupplier nanoTime) {
        SahutConfig.Dispatcher config = settings.sahut().dispatcher();
        var topics = settings.topics();
        String group = topics.prefix() + "dispatcher";
        var limits = loopLimits(config);
        var meters = new DispatcherMeters(registry);
        var mailbox = new LinkedBlockingQueue<Message>(config.maxInFlight() + 2);
        var consumer = kafka.groupConsumer(group, FETCH_WAIT, MAX_POLL_RECORDS);
        var transactions = new OffsetTransactions(kafka, group, fallbackInstance);
        transactions.open();
        var writer =
                OutcomeWriter.start(transactions, new OutcomeRecords(topics, clock), mailbox::add);
        var assignment = new Assignment(MAX_POLL_RECORDS);
        var outcomes =
                new Outcomes(assignment, writer::write, meters, nanoTime, limits.outcomeInterval());
        var judge = new Judge(settings.tiers(), config.backlogMaxAge());
        var endpoints = new Endpoints(webhooks::find, webhooks::isCurrent, secrets, rules, version);
        var deferrals = new Deferrals(judge, endpoints, outcomes, meters, clock);
        var lanes = new Lanes<Work>(laneLimits(config), nanoTime);
        var records =
                new DeliveryRecords(
                        new EventReader(catalogue, settings.sahut().events().maxBytes()),
                        settings.tiers().all().size());
        var heartbeat = new Heartbeat(nanoTime, LONGEST_TURN);
        var loop =
                new DispatchLoop(
                        consumer,
                        topics.deliveries(),
                        new Intake(
                                consumer,
                                topics.due(),
                                records,
                                lanes,
                                assignment,
                                outcomes,
                                deferrals,
                                limits,
                                meters),
                        lanes,
                        new Attempts(
                                lanes,
                                endpoints,
                                client::send,
                                judge,
                                assignment,
                                outcomes,
                                deferrals,
                                meters,
                                mailbox::add,
                                clock,
                                nanoTime),
                        deferrals,
                        assignment,
                        outcomes,
                        mailbox,
                        limits,
                        meters,
                        nanoTime,
                        heartbeat,
                        writer);
        return new GroupLoop(
                        "dispatch",
                        consumer,
                        StartingPoints.of(consumer, kafka, group, nanoTime, registry),
                        List.of(topics.deliveries(), topics.due()),
                        heartbeat,
                        new Stop(nanoTime),
                        loop)
                .start();
    }

    private static LoopLimits loopLimits(SahutConfig.Dispatcher config) {
        return new LoopLimits(
                config.maxBufferedBytes(),
                config.maxInFlight() * UNWRITTEN_PER_ATTEMPT,
                config.outcomeInterval(),
                config.revokeGrace(),
                config.attemptTimeout().plus(DRAIN_SLACK));
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
