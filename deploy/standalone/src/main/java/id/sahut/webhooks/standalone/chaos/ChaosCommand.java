package id.sahut.webhooks.standalone.chaos;

import id.sahut.webhooks.bench.machine.ChildFailure;
import id.sahut.webhooks.chaos.Chaos;
import id.sahut.webhooks.chaos.ChaosOptions;
import id.sahut.webhooks.chaos.ChaosReport;
import id.sahut.webhooks.chaos.fault.ChaosFailure;
import id.sahut.webhooks.chaos.fault.FaultPlan;
import id.sahut.webhooks.standalone.command.CommandFailure;
import id.sahut.webhooks.standalone.command.Console;
import id.sahut.webhooks.standalone.command.RunFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `sahut chaos`. Confined to the main thread.
@Command(
        name = "chaos",
        mixinStandardHelpOptions = true,
        description = {
            "Kills, ends and pauses processes under 500 events/s, and judges afterwards what is promised: three brokers and two of each service, on free ports of 127.0.0.1, which it takes away afterwards.",
            "Exit status 1 when a promise was broken. What is promised, and what it rests on: docs/guarantees.md."
        })
public final class ChaosCommand implements Callable<Integer> {

    private static final int MAX_KILLS = 10_000;

    private final Console console;
    private final String mainClass;

    @Spec private @Nullable CommandSpec spec;

    /// Which faults there are.
    enum Faults {
        random,
        rolling,
        broker
    }

    @Option(
            names = "--faults",
            paramLabel = "KIND",
            defaultValue = "random",
            description =
                    "random: kill -9, SIGTERM and SIGSTOP of anybody; rolling: each process ended and started again, one after another; broker: the one that leads every partition is lost for good (default: ${DEFAULT-VALUE}).")
    private Faults faults = Faults.random;

    @Option(
            names = "--kills",
            paramLabel = "COUNT",
            defaultValue = "20",
            description =
                    "How many random faults, from 1 to 10,000, half of them kill -9; about 8 s each (default: ${DEFAULT-VALUE}).")
    private int kills = 20;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            description =
                    "Which faults, and in which order: the same for the same number (default: another each time).")
    private Optional<Long> seed = Optional.empty();

    @Option(
            names = "--keep",
            paramLabel = "FOLDER",
            description =
                    "Keeps what the processes store and log in this folder, which must be empty or new (default: a temporary one, taken away).")
    private Optional<Path> keep = Optional.empty();

    /// @param mainClass the command line whose processes are disturbed
    public ChaosCommand(Console console, String mainClass) {
        this.console = console;
        this.mainClass = mainClass;
    }

    @Override
    public Integer call() throws IOException {
        if (kills < 1 || kills > MAX_KILLS) {
            throw new ParameterException(
                    java.util.Objects.requireNonNull(spec).commandLine(),
                    "--kills is from 1 to %,d, not %d".formatted(MAX_KILLS, kills));
        }
        var random = new SecureRandom();
        long number = seed.orElseGet(() -> (long) random.nextInt(1_000_000));
        Path folder = RunFolder.open("chaos", keep);
        var chaos =
                new Chaos(
                        mainClass,
                        line -> console.warn("chaos: " + line),
                        InstantSource.system(),
                        System::nanoTime,
                        random);
        FaultPlan plan =
                switch (faults) {
                    case random -> FaultPlan.drawn(number, kills);
                    case rolling -> FaultPlan.rolling();
                    case broker -> FaultPlan.brokerLost();
                };
        console.warn("chaos: " + plan.title());
        try {
            ChaosReport report = chaos.run(new ChaosOptions(plan, folder));
            console.say(report.text().stripTrailing());
            return report.isKept() ? 0 : 1;
        } catch (ChaosFailure | ChildFailure e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        } finally {
            if (keep.isEmpty()) {
                RunFolder.delete(folder);
            }
        }
    }
}
