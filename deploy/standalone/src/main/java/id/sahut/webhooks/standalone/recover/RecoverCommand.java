package id.sahut.webhooks.standalone.recover;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.id.RecoveryId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.ingest.recover.RecoverStates;
import id.sahut.webhooks.ingest.recover.Recoveries;
import id.sahut.webhooks.ingest.recover.Recovering;
import id.sahut.webhooks.ingest.recover.Recovery;
import id.sahut.webhooks.ingest.recover.RecoveryState;
import id.sahut.webhooks.standalone.command.ClusterOptions;
import id.sahut.webhooks.standalone.command.CommandFailure;
import id.sahut.webhooks.standalone.command.Console;
import id.sahut.webhooks.standalone.command.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sahut recover`: sends many of a webhook's deliveries again, through Kafka alone; an
/// ingest-service that keeps a history does the work. Confined to the main thread.
@Command(
        name = "recover",
        mixinStandardHelpOptions = true,
        description =
                "Sends many of a webhook's deliveries again, as the API's recover does, and shows how far that has come until it is over. An ingest-service that keeps a history does the work, and goes on when this command has ended.")
public final class RecoverCommand implements Callable<Integer> {

    private static final long LOOK_AGAIN_MS = 500;

    /// Longer than any process takes to notice.
    private static final Duration NOTICED = Duration.ofSeconds(15);

    private final Console console;

    @Mixin private ClusterOptions cluster = new ClusterOptions();

    @Parameters(paramLabel = "wh_…", description = "The webhook's id.")
    private WebhookId webhook = new WebhookId("wh_0");

    @ArgGroup(multiplicity = "1")
    private What what = new What();

    @Option(
            names = "--no-wait",
            description = "Says which one it is and ends, instead of showing how far it has come.")
    private boolean noWait;

    /// One of these.
    static final class What {

        @ArgGroup(exclusive = false)
        private @Nullable Wish wish;

        @Option(
                names = "--list",
                description =
                        "Lists the webhook's recoveries, the newest first, a line each, tab-separated: id, when it was wished, state, found, sent, skipped.")
        private boolean list;

        @Option(
                names = "--stop",
                paramLabel = "rcv_…",
                description = "Stops one; what it has sent stays sent.")
        private Optional<RecoveryId> stop = Optional.empty();
    }

    /// What is to be sent.
    static final class Wish {

        @Option(
                names = "--since",
                required = true,
                paramLabel = "TIME",
                description = "Of events from this time on, such as 2024-03-15T08:30:00Z.")
        private Instant since = Instant.EPOCH;

        @Option(names = "--until", paramLabel = "TIME", description = "Of events before.")
        private Optional<Instant> until = Optional.empty();

        @Option(
                names = "--state",
                paramLabel = "STATE",
                split = ",",
                defaultValue = "failed",
                description =
                        "How they stand, several with commas (default: $${DEFAULT-VALUE}): delivered, waiting, retrying, deferred, failed, cancelled, or missed for events that made no delivery.")
        private List<String> states = List.of();

        @Option(names = "--event", paramLabel = "TYPE", description = "Only of this event type.")
        private Optional<String> event = Optional.empty();
    }

    public RecoverCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        Optional<Recoveries.Wish> wish = Optional.ofNullable(what.wish).map(RecoverCommand::wish);
        Settings settings = cluster.settings(console.environment());
        try (var desk = OpenDesk.open(settings, opening -> Waiting.forKafka(console, opening))) {
            Webhook its =
                    desk.find(webhook)
                            .orElseThrow(
                                    () -> new CommandFailure("there is no webhook " + webhook));
            if (what.list) {
                desk.of(its).forEach(it -> console.say(line(it)));
            } else if (what.stop.isPresent()) {
                Recovery stopped = accepted(desk.stop(its, what.stop.get()));
                console.say(line(stopped));
            } else {
                Recovery begun = accepted(desk.begin(its, wish.orElseThrow()));
                console.say(line(begun));
                if (!noWait) {
                    follow(desk, its, begun);
                }
            }
            return 0;
        }
    }

    private static Recoveries.Wish wish(Wish wish) {
        List<String> unknown = RecoverStates.unknown(wish.states);
        if (!unknown.isEmpty()) {
            throw new CommandFailure(
                    "unknown states: %s; allowed are: %s"
                            .formatted(String.join(", ", unknown), RecoverStates.ALLOWED));
        }
        if (wish.until.filter(it -> !it.isAfter(wish.since)).isPresent()) {
            throw new CommandFailure("--until must be later than --since");
        }
        return new Recoveries.Wish(
                wish.since, wish.until, RecoverStates.of(wish.states), wish.event);
    }

    private Recovery accepted(Recovering result) {
        return switch (result) {
            case Recovering.Accepted(Recovery it) -> it;
            case Recovering.Busy() ->
                    throw new CommandFailure(
                            "another recovery of %s is not finished: wait for it, or stop it (see sahut recover %s --list)"
                                    .formatted(webhook, webhook));
            case Recovering.Unknown() ->
                    throw new CommandFailure("%s has no such recovery".formatted(webhook));
            case Recovering.Unconfirmed() ->
                    throw new CommandFailure(
                            "Kafka did not acknowledge it in time: it may have begun all the same, see sahut recover %s --list"
                                    .formatted(webhook));
            case Recovering.Unavailable() ->
                    throw new CommandFailure("which recoveries there are can't be read just now");
        };
    }

    /// A line whenever something has changed.
    private void follow(OpenDesk desk, Webhook its, Recovery begun) throws InterruptedException {
        Recovery shown = begun;
        long since = System.nanoTime();
        boolean warned = false;
        while (!shown.isFinished()) {
            Thread.sleep(LOOK_AGAIN_MS);
            Recovery now = desk.find(its, begun.id()).orElse(shown);
            if (!now.equals(shown)) {
                console.say(line(now));
                since = System.nanoTime();
                warned = false;
            } else if (!warned
                    && now.state() == RecoveryState.WAITING
                    && System.nanoTime() - since > NOTICED.toNanos()) {
                console.warn(
                        its.enabled()
                                ? "nobody works on it: does an ingest-service run that keeps a history?"
                                : "it waits: the webhook is disabled");
                warned = true;
            }
            shown = now;
        }
    }

    private static String line(Recovery recovery) {
        return String.join(
                "\t",
                recovery.id().value(),
                recovery.createdAt().toString(),
                recovery.state().label(),
                Long.toString(recovery.found()),
                Long.toString(recovery.sent()),
                Long.toString(recovery.skipped()));
    }
}
