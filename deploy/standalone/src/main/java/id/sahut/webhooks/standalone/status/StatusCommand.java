package id.sahut.webhooks.standalone.status;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.ingest.pipeline.Pipeline;
import id.sahut.webhooks.ingest.pipeline.PipelineState;
import id.sahut.webhooks.ingest.pipeline.PipelineUnknown;
import id.sahut.webhooks.standalone.command.ClusterOptions;
import id.sahut.webhooks.standalone.command.CommandFailure;
import id.sahut.webhooks.standalone.command.Console;
import id.sahut.webhooks.standalone.command.Waiting;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sahut status`: how the pipeline stands, from Kafka alone. Confined to the main thread.
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = {
            "Tells on one screen how the pipeline stands, from Kafka alone: what each group has not done yet and since when, what waits in each retry tier and what of it is overdue, rates over the last 30 s, the endpoints that fail most and take longest of the last 5 minutes (5,000 attempts at most), and who owns which partitions. It joins no group and commits nothing.",
            "Exit status 3 when something needs a person: a topic is missing, nobody is in a group, or retries are more than a minute late."
        })
public final class StatusCommand implements Callable<Integer> {

    /// All was told, and not all is well.
    static final int PROBLEMS = 3;

    private static final long LOOK_AGAIN_MS = 2_000;

    /// Clears a terminal, and begins at its top.
    private static final String CLEAR = "\033[H\033[2J";

    private final Console console;

    @Mixin private ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = "--json",
            description = "Prints a line of JSON instead: see docs/operations.md.")
    private boolean json;

    @Option(
            names = "--watch",
            description =
                    "Looks again every 2 s until it is stopped with Ctrl-C, also when Kafka does not answer meanwhile.")
    private boolean watch;

    public StatusCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = cluster.settings(console.environment());
        try (var pipeline =
                Pipeline.open(
                        new Pipeline.Wiring(
                                ClusterOptions.clients(settings),
                                settings.topics(),
                                settings.tiers(),
                                InstantSource.system(),
                                System::nanoTime))) {
            if (!watch) {
                PipelineState state = look(pipeline, settings);
                show(state);
                return state.problems().isEmpty() ? 0 : PROBLEMS;
            }
            while (true) {
                try {
                    PipelineState state = look(pipeline, settings);
                    clear();
                    show(state);
                } catch (CommandFailure e) {
                    console.warn("sahut: " + e.getMessage());
                }
                Thread.sleep(LOOK_AGAIN_MS);
            }
        }
    }

    private PipelineState look(Pipeline pipeline, Settings settings) {
        try (var _ = Waiting.forKafka(console, settings)) {
            return pipeline.look();
        } catch (PipelineUnknown e) {
            throw new CommandFailure(
                    "Kafka at %s: %s"
                            .formatted(settings.kafka().bootstrapServers(), e.getMessage()),
                    e);
        }
    }

    private void show(PipelineState state) {
        if (json) {
            console.say(StatusJson.of(state));
        } else {
            StatusText.of(state).forEach(console::say);
        }
    }

    @SuppressWarnings("SystemConsoleNull") // it may be none all the same
    private void clear() {
        java.io.Console terminal = System.console();
        if (!json && terminal != null && terminal.isTerminal()) {
            console.out().print(CLEAR);
        }
    }
}
