package id.sahut.webhooks.ingest;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.common.ops.Meters;
import id.sahut.webhooks.common.process.ServiceProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Runs the ingest service as a process of its own: `--config FILE`, if there is a file. Stateless.
public final class IngestMain {

    private static final int WRONG_USE = 2;

    private IngestMain() {}

    static void main(String[] args) {
        Optional<Path> file =
                switch (List.of(args)) {
                    case List<String> none when none.isEmpty() -> Optional.empty();
                    case List<String> two
                            when two.size() == 2 && two.getFirst().equals("--config") ->
                            Optional.of(Path.of(two.getLast()));
                    default -> {
                        System.err.println("usage: ingest-service [--config FILE]");
                        System.exit(WRONG_USE);
                        throw new IllegalStateException("the process has ended");
                    }
                };
        System.exit(
                ServiceProcess.run(
                        "ingest-service",
                        () ->
                                IngestService.start(
                                        Settings.load(file, System.getenv(), Map.of()),
                                        Meters.forProcess(),
                                        new Health())));
    }
}
