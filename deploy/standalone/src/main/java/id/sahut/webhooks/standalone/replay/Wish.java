package id.sahut.webhooks.standalone.replay;

import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.standalone.command.CommandFailure;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine.Option;

/// The options that both commands have. Confined to the command's thread.
final class Wish {

    private static final int MOST_PER_SECOND = 10_000;

    @Option(names = "--workspace", paramLabel = "ws_…", description = "Only of this workspace.")
    private Optional<WorkspaceId> workspace = Optional.empty();

    @Option(names = "--webhook", paramLabel = "wh_…", description = "Only to this webhook.")
    private Optional<WebhookId> webhook = Optional.empty();

    @Option(names = "--event", paramLabel = "TYPE", description = "Only of this event type.")
    private Optional<String> event = Optional.empty();

    @Option(
            names = "--rate",
            paramLabel = "N",
            defaultValue = "100",
            description =
                    "How many deliveries a second at most, 1 to 10000 (default: ${DEFAULT-VALUE}).")
    private int rate = 1;

    @Option(
            names = "--dry-run",
            description = "Counts what would be sent again, and sends nothing.")
    private boolean dryRun;

    @Option(
            names = "--again",
            description =
                    "Begins anew: also what a run before has sent already. Without it, the same command goes on where it was.")
    private boolean again;

    Selection selection(Optional<String> reason, Optional<Instant> since, Optional<Instant> until) {
        event.filter(it -> !EventType.isWellFormed(it))
                .ifPresent(it -> {
                    throw new CommandFailure("'%s' is no event type".formatted(it));
                });
        if (since.isPresent() && until.filter(it -> !it.isAfter(since.get())).isPresent()) {
            throw new CommandFailure("--until must be later than --since");
        }
        return new Selection(workspace, webhook, event, reason, since, until);
    }

    int rate() {
        if (rate < 1 || rate > MOST_PER_SECOND) {
            throw new CommandFailure("--rate is 1 to %d, not %d".formatted(MOST_PER_SECOND, rate));
        }
        return rate;
    }

    boolean isDryRun() {
        return dryRun;
    }

    boolean isAgain() {
        return again;
    }
}
