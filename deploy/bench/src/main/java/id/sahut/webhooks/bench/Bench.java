package id.sahut.webhooks.bench;

import com.sun.management.OperatingSystemMXBean;
import id.sahut.webhooks.bench.machine.Jvm;
import id.sahut.webhooks.bench.report.MachineFacts;
import id.sahut.webhooks.bench.report.Report;
import id.sahut.webhooks.bench.scenario.Scenario;
import id.sahut.webhooks.bench.scenario.Scenarios;
import id.sahut.webhooks.bench.scenario.Surroundings;
import id.sahut.webhooks.bench.stage.Program;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// Runs scenarios. Confined to the command's thread.
public final class Bench {

    private final Program program;
    private final Consumer<String> progress;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;

    /// @param mainClass the command line that is measured, in this process's class path
    /// @param progress gets a line now and then
    public Bench(
            String mainClass,
            Consumer<String> progress,
            InstantSource clock,
            LongSupplier nanoTime,
            RandomGenerator random) {
        this.program = new Program(Jvm.ofThisProcess(), mainClass);
        this.progress = progress;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.random = random;
    }

    public static List<Scenario> scenarios() {
        return Scenarios.ALL;
    }

    public static Optional<Scenario> scenario(String name) {
        return Scenarios.ALL.stream().filter(it -> it.name().equals(name)).findFirst();
    }

    /// Runs one from beginning to end, which takes minutes.
    ///
    /// @param folder for all that processes keep and log; empty
    /// @param scale 1 for the full size
    public Report run(Scenario scenario, Path folder, double scale) {
        var report = new Report(scenario.name(), machine(), scale);
        scenario.run(
                new Surroundings(program, folder, scale, progress, clock, nanoTime, random),
                report);
        return report;
    }

    private MachineFacts machine() {
        var system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
        return new MachineFacts(
                Runtime.getRuntime().availableProcessors(),
                system.getTotalMemorySize() / (1024 * 1024),
                Runtime.version() + " " + System.getProperty("java.vendor"),
                "%s %s %s".formatted(system.getName(), system.getVersion(), system.getArch()),
                clock.instant().truncatedTo(ChronoUnit.SECONDS).toString());
    }
}
