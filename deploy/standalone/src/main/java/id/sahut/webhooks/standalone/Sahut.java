package id.sahut.webhooks.standalone;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.common.ops.Meters;
import id.sahut.webhooks.common.ops.RunningService;
import id.sahut.webhooks.dispatcher.DispatcherMain;
import id.sahut.webhooks.dispatcher.attempt.JvmSettings;
import id.sahut.webhooks.ingest.IngestService;
import id.sahut.webhooks.scheduler.SchedulerMain;
import id.sahut.webhooks.standalone.acls.AclsCommand;
import id.sahut.webhooks.standalone.backup.BackupCommand;
import id.sahut.webhooks.standalone.backup.RestoreCommand;
import id.sahut.webhooks.standalone.bench.BenchCommand;
import id.sahut.webhooks.standalone.chaos.ChaosCommand;
import id.sahut.webhooks.standalone.command.Console;
import id.sahut.webhooks.standalone.command.Converters;
import id.sahut.webhooks.standalone.command.OneLineErrors;
import id.sahut.webhooks.standalone.deliveries.DeliveriesCommand;
import id.sahut.webhooks.standalone.demo.DemoCommand;
import id.sahut.webhooks.standalone.keys.KeysCommand;
import id.sahut.webhooks.standalone.recover.RecoverCommand;
import id.sahut.webhooks.standalone.replay.RedriveCommand;
import id.sahut.webhooks.standalone.replay.ReplayCommand;
import id.sahut.webhooks.standalone.secrets.SecretsCommand;
import id.sahut.webhooks.standalone.service.KafkaCommand;
import id.sahut.webhooks.standalone.service.ServiceCommand;
import id.sahut.webhooks.standalone.status.StatusCommand;
import id.sahut.webhooks.standalone.topics.TopicsCommand;
import id.sahut.webhooks.standalone.up.UpCommand;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/// The command `sahut`. Stateless.
@Command(
        name = "sahut",
        mixinStandardHelpOptions = true,
        versionProvider = Sahut.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "The webhook sender for teams who already run Kafka.",
        footer = {"", "sahut COMMAND --help says what a command takes."})
public final class Sahut {

    /// These run until they are stopped, so what they log is worth seeing.
    private static final Set<String> LONG_RUNNING =
            Set.of("up", "kafka", "ingest", "dispatcher", "scheduler");

    static void main(String[] arguments) {
        JvmSettings.apply(); // before anything looks up a name
        boolean runsLong = arguments.length > 0 && LONG_RUNNING.contains(arguments[0]);
        if (!runsLong && System.getenv("SAHUT_LOG_LEVEL") == null) {
            System.setProperty("SAHUT_LOG_LEVEL", "OFF");
        }
        System.exit(commands(Console.ofProcess()).execute(arguments));
    }

    static CommandLine commands(Console console) {
        var commands =
                new CommandLine(new Sahut())
                        .addSubcommand(new UpCommand(console))
                        .addSubcommand(new DemoCommand(console))
                        .addSubcommand(new KeysCommand(console))
                        .addSubcommand(new DeliveriesCommand(console))
                        .addSubcommand(new RecoverCommand(console))
                        .addSubcommand(new RedriveCommand(console))
                        .addSubcommand(new ReplayCommand(console))
                        .addSubcommand(new StatusCommand(console))
                        .addSubcommand(new SecretsCommand(console))
                        .addSubcommand(new BackupCommand(console))
                        .addSubcommand(new RestoreCommand(console))
                        .addSubcommand(new TopicsCommand(console))
                        .addSubcommand(new AclsCommand(console))
                        .addSubcommand(
                                service("ingest", console, Sahut::ingest)
                                        .spec("Runs the API and the fan-out, for a real cluster."))
                        .addSubcommand(
                                service("dispatcher", console, DispatcherMain::start)
                                        .spec("Runs what makes the POSTs, for a real cluster."))
                        .addSubcommand(
                                service("scheduler", console, SchedulerMain::start)
                                        .spec(
                                                "Runs what waits out the retry delays, for a real cluster."))
                        .addSubcommand(new KafkaCommand(console))
                        .addSubcommand(bench(console))
                        .addSubcommand(new ChaosCommand(console, Sahut.class.getName()));
        commands.setOut(console.out()).setErr(console.err());
        Converters.addTo(commands);
        var errors = new OneLineErrors();
        return commands.setParameterExceptionHandler(errors).setExecutionExceptionHandler(errors);
    }

    private static ServiceCommand service(
            String name, Console console, Function<Settings, RunningService> start) {
        return new ServiceCommand(name, console, start);
    }

    private static CommandLine bench(Console console) {
        var bench = new CommandLine(new BenchCommand(console, Sahut.class.getName()));
        bench.getCommandSpec().usageMessage().footer(BenchCommand.footer());
        return bench;
    }

    private static RunningService ingest(Settings settings) {
        return IngestService.start(settings, Meters.forProcess(), new Health());
    }

    /// What the jar's manifest says.
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version =
                    Optional.ofNullable(Sahut.class.getPackage().getImplementationVersion())
                            .orElse("(not from a jar)");
            return new String[] {"sahut " + version};
        }
    }
}
