package id.sahut.webhooks.standalone.backup;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.standalone.command.ClusterOptions;
import id.sahut.webhooks.standalone.command.CommandFailure;
import id.sahut.webhooks.standalone.command.Console;
import id.sahut.webhooks.standalone.command.Names;
import id.sahut.webhooks.standalone.command.Waiting;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.zip.CRC32C;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sahut restore`. Confined to the main thread.
@Command(
        name = "restore",
        mixinStandardHelpOptions = true,
        description = {
            "Writes what `sahut backup` has saved into a cluster that does not have it, or not any more. The topics must be there.",
            "The whole file is looked at first: where it is damaged, or a webhook or key is there and another, nothing is written. What the file does not have is left alone. Doing it again changes nothing."
        })
public final class RestoreCommand implements Callable<Integer> {

    private static final int TOGETHER = 10_000;

    private final Console console;

    @Mixin private final ClusterOptions cluster = new ClusterOptions();

    @Option(names = "--dry-run", description = "Only say what would be done.")
    private boolean dryRun;

    @Option(
            names = "--overwrite",
            description = "Also write over what is there and another: as it was, it will be.")
    private boolean overwrite;

    @Parameters(paramLabel = "FILE", description = "What `sahut backup` has written.")
    private Path file = Path.of("");

    public RestoreCommand(Console console) {
        this.console = console;
    }

    /// What is to be done about the file's records.
    private static final class Comparison {

        private final StateTopics topics;

        /// A fingerprint of each value that is there now.
        private final Map<Entry.Place, Long> now = new HashMap<>();

        private final List<String> differing = new ArrayList<>();
        private int missing;
        private int same;

        private Comparison(StateTopics topics) {
            this.topics = topics;
            topics.read(it -> now.put(it.place(), fingerprint(it)));
        }

        private void look(Entry entry) {
            int partitions = topics.partitions(entry.kind());
            if (entry.partition() < 0 || entry.partition() >= partitions) {
                throw new CommandFailure(
                        partitions == 0
                                ? "the backup has records of '%s', which this program does not know"
                                        .formatted(entry.kind())
                                : "the backup has records of partition %d of '%s', which has %d here: nothing was restored"
                                        .formatted(entry.partition(), entry.kind(), partitions));
            }
            if (!now.containsKey(entry.place())) {
                missing++;
            } else if (isSame(entry)) {
                same++;
            } else {
                differing.add(entry.place().key());
            }
        }

        private boolean isSame(Entry entry) {
            return Long.valueOf(fingerprint(entry)).equals(now.get(entry.place()));
        }

        private static long fingerprint(Entry entry) {
            var checksum = new CRC32C();
            checksum.update(entry.value());
            return checksum.getValue() << 32 | (Arrays.hashCode(entry.value()) & 0xffff_ffffL);
        }
    }

    @Override
    public Integer call() {
        Settings settings = cluster.settings(console.environment());
        var topics =
                new StateTopics(
                        ClusterOptions.clients(settings), settings.topics(), System::nanoTime);
        try (var _ = Waiting.forKafka(console, settings)) {
            var comparison = new Comparison(topics);
            var taken = BackupFile.read(file, comparison::look);
            if (!overwrite && !comparison.differing.isEmpty()) {
                throw new CommandFailure(
                        "%d records are there and are others than in the backup: %s; nothing was restored, --overwrite takes the backup's"
                                .formatted(
                                        comparison.differing.size(),
                                        Names.some(comparison.differing)));
            }
            if (!dryRun) {
                write(topics, comparison);
            }
            int written = comparison.missing + comparison.differing.size();
            console.say(
                    "%d of %d records of %s %s"
                            .formatted(
                                    written,
                                    written + comparison.same,
                                    taken,
                                    dryRun ? "are to be restored, none was" : "were restored"));
        }
        return 0;
    }

    private void write(StateTopics topics, Comparison comparison) {
        var next = new ArrayList<Entry>();
        var _ =
                BackupFile.read(
                        file,
                        entry -> {
                            if (!comparison.isSame(entry)) {
                                next.add(entry);
                            }
                            if (next.size() >= TOGETHER) {
                                topics.write(next);
                                next.clear();
                            }
                        });
        topics.write(next);
    }
}
