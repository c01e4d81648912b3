package id.sahut.webhooks.standalone.up;

import id.sahut.webhooks.common.process.ServiceProcess;
import id.sahut.webhooks.standalone.command.CommandFailure;
import id.sahut.webhooks.standalone.command.Console;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `sahut up`. Confined to the main thread; a signal stops it on a thread of its own.
@Command(
        name = "up",
        mixinStandardHelpOptions = true,
        description = {
            "Runs everything in one process, on 127.0.0.1: a Kafka of one node, the API, the fan-out, the dispatcher and the retry scheduler.",
            "Prints one line that begins with ready once it serves; the log is on stderr. Ctrl-C stops it; started again on the same folder it goes on where it was."
        })
public final class UpCommand implements Callable<Integer> {

    private final Console console;

    @Mixin private UpOptions options = new UpOptions();

    public UpCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        ServiceProcess.requireFormat(console.environment().get("SAHUT_LOG_FORMAT"));
        var everything = Everything.start(options, console.environment(), System::nanoTime);
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform().name("shutdown").unstarted(() -> stop(everything)));
        console.say(ready(everything));
        try {
            everything.failure().get();
            return 0;
        } catch (ExecutionException e) {
            throw new CommandFailure("a part has failed, and with it all: " + e.getMessage(), e);
        }
    }

    private static String ready(Everything everything) {
        String http = "http://%s:%d".formatted(UpOptions.HOST, everything.httpPort());
        return "ready api=%s/v1 dashboard=%s/ kafka=%s health=%s/health/ready metrics=%s/metrics"
                .formatted(http, http, everything.bootstrapServers(), http, http);
    }

    private void stop(Everything everything) {
        console.warn("stopping: POSTs under way may end, which takes 10 s at most ...");
        everything.close();
        console.warn("stopped");
    }
}
