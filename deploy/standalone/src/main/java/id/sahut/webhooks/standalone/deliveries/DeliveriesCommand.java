package id.sahut.webhooks.standalone.deliveries;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.ingest.history.Cursor;
import id.sahut.webhooks.ingest.history.DeliveryPage;
import id.sahut.webhooks.ingest.history.DeliveryQuestion;
import id.sahut.webhooks.ingest.history.DeliveryState;
import id.sahut.webhooks.ingest.history.HistoryReader;
import id.sahut.webhooks.ingest.history.HistorySettings;
import id.sahut.webhooks.ingest.history.HistoryUnreadable;
import id.sahut.webhooks.ingest.history.RecordedAttempt;
import id.sahut.webhooks.ingest.history.RecordedDelivery;
import id.sahut.webhooks.ingest.history.StatusFilter;
import id.sahut.webhooks.ingest.redrive.Resending;
import id.sahut.webhooks.standalone.command.ClusterOptions;
import id.sahut.webhooks.standalone.command.CommandFailure;
import id.sahut.webhooks.standalone.command.Console;
import id.sahut.webhooks.standalone.command.Waiting;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sahut deliveries`: what became of them, from the history's database alone, and sending them
/// again, through Kafka besides: it works when no service runs. Confined to the main thread.
@Command(
        name = "deliveries",
        mixinStandardHelpOptions = true,
        description = "Tells what became of deliveries, and sends them again.")
public final class DeliveriesCommand {

    private static final int PAGE = 100;
    private static final String NOTHING = "-";

    private final Console console;

    public DeliveriesCommand(Console console) {
        this.console = console;
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description =
                    "Lists a webhook's deliveries, the newest event first, a line each, tab-separated: id, when its event was published, event type, state, attempts, last status, when the next attempt is due, why it waits or was given up.")
    int list(
            @Mixin ClusterOptions cluster,
            @Parameters(paramLabel = "wh_…", description = "The webhook's id.") WebhookId webhook,
            @Option(
                            names = "--state",
                            paramLabel = "STATE",
                            description =
                                    "Only these: waiting, retrying, deferred, delivered, failed or cancelled.")
                    Optional<DeliveryState> state,
            @Option(
                            names = "--event",
                            paramLabel = "TYPE",
                            description = "Only of this event type.")
                    Optional<String> event,
            @Option(names = "--event-id", paramLabel = "evt_…", description = "Only of this event.")
                    Optional<EventId> eventId,
            @Option(
                            names = "--status",
                            paramLabel = "CODE",
                            description = "Only what was last answered so, such as 503 or 5xx.")
                    Optional<StatusFilter> status,
            @Option(
                            names = "--from",
                            paramLabel = "TIME",
                            description =
                                    "Only of events from this time on, such as 2024-03-15T08:30:00Z.")
                    Optional<Instant> from,
            @Option(names = "--to", paramLabel = "TIME", description = "Only of events before.")
                    Optional<Instant> to,
            @Option(
                            names = "--limit",
                            paramLabel = "N",
                            defaultValue = "100",
                            description = "How many at most (default: ${DEFAULT-VALUE}).")
                    int limit) {
        if (limit < 1) {
            throw new CommandFailure("--limit is 1 or more, not " + limit);
        }
        return reading(
                cluster,
                history -> {
                    Optional<Cursor> after = Optional.empty();
                    int left = limit;
                    do {
                        DeliveryPage page =
                                history.deliveries(
                                        new DeliveryQuestion(
                                                webhook,
                                                state,
                                                event,
                                                from,
                                                to,
                                                status,
                                                eventId,
                                                after,
                                                Math.min(left, PAGE)));
                        page.deliveries().forEach(it -> console.say(line(it)));
                        left -= page.deliveries().size();
                        after = page.next();
                    } while (after.isPresent() && left > 0);
                });
    }

    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            description =
                    "Shows a delivery and every attempt, tab-separated: when it began, resend, attempt, outcome, status, milliseconds, detail.")
    int show(
            @Mixin ClusterOptions cluster,
            @Parameters(
                            paramLabel = "dlv_…",
                            description = "The delivery's id, as its receiver got it.")
                    DeliveryId id) {
        return reading(
                cluster,
                history -> {
                    RecordedDelivery delivery = known(history, id);
                    console.say(line(delivery));
                    history.attempts(delivery).forEach(it -> console.say(line(it)));
                });
    }

    @Command(
            name = "resend",
            mixinStandardHelpOptions = true,
            description =
                    "Sends a delivery again now, as the API's resend does, and says so in a line. Retries that wait go on beside it. No service need run; a dispatcher sends it as soon as one does.")
    int resend(
            @Mixin ClusterOptions cluster,
            @Parameters(
                            paramLabel = "dlv_…",
                            description = "The delivery's id, as its receiver got it.")
                    DeliveryId id) {
        return reading(
                cluster,
                history -> {
                    RecordedDelivery delivery = known(history, id);
                    Settings settings = cluster.settings(console.environment());
                    Optional<Resending> result;
                    try (var _ = Waiting.forKafka(console, settings)) {
                        result = ResendDoor.resend(settings, delivery);
                    }
                    console.say(
                            told(
                                    delivery,
                                    result.orElseThrow(() ->
                                            new CommandFailure(
                                                    "%s was not sent again: its webhook %s is deleted"
                                                            .formatted(id, delivery.webhook())))));
                });
    }

    private static String told(RecordedDelivery delivery, Resending result) {
        String notSent = delivery.id() + " was not sent again: ";
        return switch (result) {
            case Resending.Sent(int resend) ->
                    "sent %s again to %s, resend %d"
                            .formatted(delivery.id(), delivery.webhook(), resend);
            case Resending.Disabled() ->
                    throw new CommandFailure(
                            "%sits webhook %s is disabled".formatted(notSent, delivery.webhook()));
            case Resending.Refused(String why) -> throw new CommandFailure(notSent + why);
            case Resending.Gone(String why) -> throw new CommandFailure(notSent + why);
            case Resending.TooOften(int limit) ->
                    throw new CommandFailure(
                            "%sit has been sent again %d times, and that is the most"
                                    .formatted(notSent, limit));
            case Resending.NotNow() ->
                    throw new CommandFailure(
                            notSent + "what was sent can't be read from Kafka just now");
            case Resending.Unconfirmed() ->
                    throw new CommandFailure(
                            "Kafka did not acknowledge it in time: %s may be sent again all the same"
                                    .formatted(delivery.id()));
        };
    }

    private static RecordedDelivery known(HistoryReader history, DeliveryId id)
            throws HistoryUnreadable {
        return history.find(id)
                .orElseThrow(() -> new CommandFailure("the history knows no delivery " + id));
    }

    private interface Asking {
        void ask(HistoryReader history) throws HistoryUnreadable;
    }

    private int reading(ClusterOptions cluster, Asking asking) {
        var config = cluster.settings(console.environment()).sahut().history();
        try (var history = HistoryReader.open(HistorySettings.of(config))) {
            asking.ask(history);
            return 0;
        } catch (HistoryUnreadable e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private static String line(RecordedDelivery delivery) {
        return String.join(
                "\t",
                delivery.id().value(),
                delivery.createdAt().toString(),
                delivery.event().orElse(NOTHING),
                delivery.state().label(),
                Integer.toString(delivery.attempts()),
                text(delivery.status()),
                text(delivery.nextAttemptAt()),
                delivery.reason().orElse(NOTHING));
    }

    private static String line(RecordedAttempt attempt) {
        return String.join(
                "\t",
                attempt.startedAt().toString(),
                Integer.toString(attempt.resend()),
                Integer.toString(attempt.attempt()),
                attempt.outcome().label(),
                text(attempt.status()),
                Long.toString(attempt.took().toMillis()),
                attempt.detail());
    }

    private static String text(Optional<?> value) {
        return value.map(Object::toString).orElse(NOTHING);
    }
}
