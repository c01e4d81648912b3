package id.sahut.webhooks.standalone.replay;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.event.EventReader;
import id.sahut.webhooks.common.ops.Meters;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.common.webhook.WebhookView;
import id.sahut.webhooks.ingest.fanout.FanOut;
import id.sahut.webhooks.standalone.command.ClusterOptions;
import id.sahut.webhooks.standalone.command.CommandFailure;
import id.sahut.webhooks.standalone.command.Console;
import id.sahut.webhooks.standalone.command.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sahut replay`. Confined to the main thread.
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = {
            "Sends events again that have been fanned out, from sahut.events, through Kafka alone: to the webhooks that want them now, under the delivery ids they had. Services run on meanwhile.",
            "How far it has come is kept in Kafka: the same command, given again after Ctrl-C or kill -9, goes on where it was, and sends nothing twice."
        })
public final class ReplayCommand implements Callable<Integer> {

    /// Kafka is asked for every webhook there is first.
    private static final Duration CATCH_UP = Duration.ofSeconds(30);

    private final Console console;

    @Mixin private final ClusterOptions cluster = new ClusterOptions();

    @Mixin private final Wish wish = new Wish();

    @Option(
            names = "--since",
            required = true,
            paramLabel = "TIME",
            description = "Of events published from this time on, such as 2024-03-15T08:30:00Z.")
    private Instant since = Instant.EPOCH;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            description = "Of events published before (default: when it is given first).")
    private Optional<Instant> until = Optional.empty();

    public ReplayCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        Selection selection = wish.selection(Optional.empty(), Optional.of(since), until);
        Settings settings = cluster.settings(console.environment());
        try (var webhooks =
                WebhookView.follow(
                        ClusterOptions.clients(settings),
                        settings.topics().webhooks(),
                        settings.catalogue(),
                        "sahut",
                        Meters.forProcess(),
                        System::nanoTime)) {
            await(webhooks, settings);
            var fanOut =
                    new FanOut(
                            new EventReader(
                                    settings.catalogue(), settings.sahut().events().maxBytes()),
                            (workspace, type) ->
                                    webhooks.subscribers(workspace, type).stream()
                                            .map(Webhook::id)
                                            .toList());
            new Runner(console, settings)
                    .run(new Events(settings.topics(), fanOut), selection, wish);
        }
        return 0;
    }

    private void await(WebhookView webhooks, Settings settings) throws InterruptedException {
        try (var _ = Waiting.forKafka(console, settings)) {
            webhooks.caughtUp().get(CATCH_UP.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new CommandFailure(
                    "the webhooks could not be read from Kafka within %d s; nothing was sent"
                            .formatted(CATCH_UP.toSeconds()),
                    e);
        }
    }
}
