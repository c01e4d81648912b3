package id.sahut.webhooks.standalone.secrets;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.webhook.Resealing;
import id.sahut.webhooks.ingest.secret.SecretReencryption;
import id.sahut.webhooks.standalone.command.ClusterOptions;
import id.sahut.webhooks.standalone.command.CommandFailure;
import id.sahut.webhooks.standalone.command.Console;
import id.sahut.webhooks.standalone.command.Names;
import id.sahut.webhooks.standalone.command.Waiting;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sahut secrets`: webhooks' secrets at rest, through Kafka alone. Confined to the main thread.
@Command(
        name = "secrets",
        mixinStandardHelpOptions = true,
        description = "Looks after webhooks' encrypted secrets.")
public final class SecretsCommand {

    /// For how long an API may still be writing a change: it gives up after 3 s, and has seen what
    /// came before a moment later.
    private static final Duration QUIET = Duration.ofSeconds(4);

    private final Console console;

    public SecretsCommand(Console console) {
        this.console = console;
    }

    @Command(
            name = "reencrypt",
            mixinStandardHelpOptions = true,
            description = {
                "Encrypts every webhook's secret with the first key of sahut.encryption-key, so that the others can be dropped, and prints how many were not. Services may run meanwhile. Doing it again changes nothing.",
                "A secret that no key opens is left alone; its webhook is named, and the status is 1.",
                "A webhook that somebody changes several times within the milliseconds in which it is written is named too: whether all of these changes hold is for you to find out. So is what was being written when the command ends early, unless it is killed. Best at a quiet time."
            })
    int reencrypt(
            @Mixin ClusterOptions cluster,
            @Option(names = "--dry-run", description = "Only say what would be done.")
                    boolean dryRun) {
        Settings settings = cluster.settings(console.environment());
        var resealing = new Resealing(settings.secretBox(new SecureRandom()), Instant.now());
        var reencryption =
                new SecretReencryption(
                        ClusterOptions.clients(settings),
                        settings.topics().webhooks(),
                        settings.catalogue(),
                        resealing,
                        QUIET);
        SecretReencryption.Report report;
        try (var _ = Waiting.forKafka(console, settings)) {
            report = run(reencryption, dryRun);
        }
        console.say(
                "%d of %d webhooks %s"
                        .formatted(
                                report.resealed(),
                                report.webhooks(),
                                dryRun
                                        ? "are to be encrypted with the first key, none was"
                                        : "were encrypted with the first key"));
        var failures = new ArrayList<String>();
        if (!report.locked().isEmpty()) {
            failures.add(
                    "no configured key opens a secret of %s: left alone"
                            .formatted(
                                    Names.some(
                                            report.locked().stream()
                                                    .map(WebhookId::value)
                                                    .toList())));
        }
        if (!report.unclear().isEmpty()) {
            failures.add(lookAt(report.unclear()));
        }
        if (!failures.isEmpty()) {
            throw new CommandFailure(String.join("; ", failures));
        }
        return 0;
    }

    /// Whatever ends it early, Ctrl-C too, the webhooks are named that have to be looked at.
    private SecretReencryption.Report run(SecretReencryption reencryption, boolean dryRun) {
        var naming = Thread.ofPlatform().unstarted(() -> warnOf(reencryption.unsettled()));
        Runtime.getRuntime().addShutdownHook(naming);
        try {
            return reencryption.run(dryRun);
        } catch (KafkaException e) {
            warnOf(reencryption.unsettled());
            throw e;
        } finally {
            forget(naming);
        }
    }

    private static void forget(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // it is running
        }
    }

    private void warnOf(List<WebhookId> unsettled) {
        if (!unsettled.isEmpty()) {
            console.warn("sahut: " + lookAt(unsettled));
        }
    }

    /// All of them: whoever isn't named is not looked at.
    private static String lookAt(List<WebhookId> ids) {
        return "a change or deletion made through the API meanwhile may be undone, look at: "
                + ids.stream().map(WebhookId::value).collect(Collectors.joining(", "));
    }
}
