package id.sahut.webhooks.standalone.bench;

import id.sahut.webhooks.bench.Bench;
import id.sahut.webhooks.bench.machine.ChildFailure;
import id.sahut.webhooks.bench.report.Report;
import id.sahut.webhooks.bench.scenario.Scenario;
import id.sahut.webhooks.standalone.command.CommandFailure;
import id.sahut.webhooks.standalone.command.Console;
import id.sahut.webhooks.standalone.command.RunFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `sahut bench`. Confined to the main thread.
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        description = {
            "Measures the product on this machine, beside simpler senders in the same run. Starts all it needs, on free ports of 127.0.0.1, and takes it away afterwards.",
            "Leave the machine alone meanwhile. Exit status 1 when the books do not balance: then no figure counts. What the figures mean: docs/performance.md."
        },
        footerHeading = "%nScenarios:%n")
public final class BenchCommand implements Callable<Integer> {

    private final Console console;
    private final String mainClass;

    @Spec private @org.jspecify.annotations.Nullable CommandSpec spec;

    @Parameters(paramLabel = "SCENARIO", description = "What to measure, see below.")
    private String scenario = "";

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Writes the figures to a file, too.")
    private Optional<Path> json = Optional.empty();

    @Option(
            names = "--scale",
            paramLabel = "PART",
            defaultValue = "1",
            description =
                    "How much of the full size, from 0.001 to 1: a smaller run shows that it works, not how fast (default: ${DEFAULT-VALUE}).")
    private double scale = 1;

    @Option(
            names = "--keep",
            paramLabel = "FOLDER",
            description =
                    "Keeps what the processes store and log in this folder, which must be empty or new (default: a temporary one, taken away).")
    private Optional<Path> keep = Optional.empty();

    /// @param mainClass the command line whose commands are measured
    public BenchCommand(Console console, String mainClass) {
        this.console = console;
        this.mainClass = mainClass;
    }

    /// What the help lists.
    public static String[] footer() {
        return Bench.scenarios().stream()
                .map(it -> "  %-12s %s".formatted(it.name(), it.summary()).replace("%", "%%"))
                .toArray(String[]::new);
    }

    @Override
    public Integer call() throws IOException {
        Scenario wanted = Bench.scenario(scenario).orElseThrow(this::unknown);
        if (!(scale >= 0.001 && scale <= 1)) {
            throw wrong("--scale is from 0.001 to 1, not " + scale);
        }
        Path folder = RunFolder.open("bench", keep);
        var bench =
                new Bench(
                        mainClass,
                        line -> console.warn("bench: " + line),
                        InstantSource.system(),
                        System::nanoTime,
                        new SecureRandom());
        try {
            Report report = bench.run(wanted, folder, scale);
            console.say(report.text().stripTrailing());
            if (json.isPresent()) {
                Files.writeString(json.get(), report.json() + "\n");
            }
            return report.isVoid() ? 1 : 0;
        } catch (ChildFailure e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        } finally {
            if (keep.isEmpty()) {
                RunFolder.delete(folder);
            }
        }
    }

    private ParameterException unknown() {
        return wrong(
                "there is no scenario '%s'; there are %s"
                        .formatted(
                                scenario,
                                Bench.scenarios().stream()
                                        .map(Scenario::name)
                                        .collect(Collectors.joining(", "))));
    }

    private ParameterException wrong(String message) {
        return new ParameterException(
                java.util.Objects.requireNonNull(spec).commandLine(), message);
    }
}
