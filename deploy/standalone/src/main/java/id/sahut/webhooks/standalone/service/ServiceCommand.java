package id.sahut.webhooks.standalone.service;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.ops.RunningService;
import id.sahut.webhooks.common.process.ServiceProcess;
import id.sahut.webhooks.standalone.command.ClusterOptions;
import id.sahut.webhooks.standalone.command.Console;
import id.sahut.webhooks.standalone.command.Port;
import java.util.HashMap;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;

/// One service as a process of its own: `sahut ingest`, `sahut dispatcher`, `sahut scheduler`.
/// Confined to the main thread.
@Command(mixinStandardHelpOptions = true)
public final class ServiceCommand implements Callable<Integer> {

    private final String name;
    private final Console console;
    private final Function<Settings, RunningService> start;

    @Mixin private ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = "--http-port",
            paramLabel = "PORT",
            description =
                    "Where it serves HTTP, 0 for any free port (default: what the settings say, else 8080).")
    private Optional<Port> httpPort = Optional.empty();

    /// @param start starts the service, its HTTP server included
    public ServiceCommand(String name, Console console, Function<Settings, RunningService> start) {
        this.name = name;
        this.console = console;
        this.start = start;
    }

    /// The command, with what it does in a sentence.
    public CommandSpec spec(String description) {
        var spec = CommandSpec.forAnnotatedObject(this).name(name);
        spec.usageMessage().description(description);
        return spec;
    }

    @Override
    public Integer call() {
        var more = new HashMap<String, String>();
        httpPort.ifPresent(it -> more.put("sahut.http.port", it.toString()));
        return ServiceProcess.run(
                "sahut " + name, () -> start.apply(cluster.settings(console.environment(), more)));
    }
}
