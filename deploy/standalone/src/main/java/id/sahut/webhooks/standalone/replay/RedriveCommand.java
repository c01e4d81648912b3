package id.sahut.webhooks.standalone.replay;

import id.sahut.webhooks.common.delivery.ExpiryReason;
import id.sahut.webhooks.standalone.command.ClusterOptions;
import id.sahut.webhooks.standalone.command.CommandFailure;
import id.sahut.webhooks.standalone.command.Console;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sahut redrive`. Confined to the main thread.
@Command(
        name = "redrive",
        mixinStandardHelpOptions = true,
        description = {
            "Sends deliveries again that were given up, from sahut.deliveries.expired, through Kafka alone, under the ids they had. Services run on meanwhile.",
            "What was sent again is remembered in Kafka: the same command, given again, goes on with what has been given up since, and after Ctrl-C or kill -9 where it was. What another selection has sent is left out."
        })
public final class RedriveCommand implements Callable<Integer> {

    /// What could not be read would come back at once.
    private static final List<String> REASONS =
            Arrays.stream(ExpiryReason.values())
                    .filter(it -> it != ExpiryReason.UNREADABLE)
                    .map(ExpiryReason::label)
                    .toList();

    private final Console console;

    @Mixin private final ClusterOptions cluster = new ClusterOptions();

    @Mixin private final Wish wish = new Wish();

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            description = "Only what was given up for this: attempts, backlog, disabled or locked.")
    private Optional<String> reason = Optional.empty();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            description = "Only what was given up from this time on, such as 2024-03-15T08:30:00Z.")
    private Optional<Instant> since = Optional.empty();

    @Option(names = "--until", paramLabel = "TIME", description = "Only what was given up before.")
    private Optional<Instant> until = Optional.empty();

    public RedriveCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        reason.filter(it -> !REASONS.contains(it))
                .ifPresent(it -> {
                    throw new CommandFailure(
                            "--reason is one of %s, not '%s'"
                                    .formatted(String.join(", ", REASONS), it));
                });
        Selection selection = wish.selection(reason, since, until);
        var settings = cluster.settings(console.environment());
        new Runner(console, settings).run(new Expired(settings.topics()), selection, wish);
        return 0;
    }
}
