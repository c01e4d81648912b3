package id.sahut.webhooks.standalone.backup;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.standalone.command.ClusterOptions;
import id.sahut.webhooks.standalone.command.Console;
import id.sahut.webhooks.standalone.command.Waiting;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `sahut backup`. Confined to the main thread.
@Command(
        name = "backup",
        mixinStandardHelpOptions = true,
        description = {
            "Writes every webhook and API key into a file, through Kafka alone: all that can't be made again from events. Services may run meanwhile.",
            "Webhooks' secrets are in it as they are in Kafka, encrypted, and of API keys their hashes: keep sahut.encryption-key somewhere else."
        })
public final class BackupCommand implements Callable<Integer> {

    private final Console console;

    @Mixin private final ClusterOptions cluster = new ClusterOptions();

    @Parameters(
            paramLabel = "FILE",
            description = "Where to; it must not be there yet, and is its owner's alone to read.")
    private Path file = Path.of("");

    public BackupCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Settings settings = cluster.settings(console.environment());
        var topics =
                new StateTopics(
                        ClusterOptions.clients(settings), settings.topics(), System::nanoTime);
        long records;
        try (var _ = Waiting.forKafka(console, settings)) {
            records = BackupFile.write(file, Instant.now(), to -> topics.read(to::accept));
        }
        console.say("%d records of webhooks and API keys are in %s".formatted(records, file));
        return 0;
    }
}
