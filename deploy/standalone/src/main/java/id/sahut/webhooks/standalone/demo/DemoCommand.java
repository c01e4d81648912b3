package id.sahut.webhooks.standalone.demo;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.ingest.apikey.ApiKeys;
import id.sahut.webhooks.standalone.command.ClusterOptions;
import id.sahut.webhooks.standalone.command.Console;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sahut demo`. Confined to the main thread.
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Shows what the product does, against a running sahut up: registers three webhooks of its own, publishes the six sample events to Kafka, and shows each POST as it arrives, retries included.",
            "Takes as long as the first two retry delays: 35 s, or less after sahut up --retry-delays 1s,2s,5s. It takes away what it made, unless it is told to keep it."
        })
public final class DemoCommand implements Callable<Integer> {

    private final Console console;

    @Mixin private ClusterOptions cluster = new ClusterOptions();

    @Option(
            names = "--api",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "The API (default: ${DEFAULT-VALUE}).")
    private URI api = URI.create("http://127.0.0.1:8080");

    @Option(
            names = "--keep",
            description =
                    "Leaves the webhooks and the key, and says how to look at them on the dashboard. The receiver ends with the demo.")
    private boolean keep;

    public DemoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = cluster.settings(console.environment());
        WebhooksApi.requireServing(api);
        var random = new SecureRandom();
        var kafka = ClusterOptions.clients(settings);
        var keys = new ApiKeys(kafka, settings.topics().apiKeys(), Clock.systemUTC(), random);
        var story =
                new Story(
                        console,
                        new Story.Wiring(
                                kafka,
                                settings.topics(),
                                keys,
                                api,
                                Clock.systemUTC(),
                                random,
                                System::nanoTime),
                        keep);
        return story.tell() ? 0 : 1;
    }
}
