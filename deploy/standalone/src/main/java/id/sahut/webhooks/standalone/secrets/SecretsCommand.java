package id.sahut.webhooks.standalone.secrets;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.webhook.Resealing;
import id.sahut.webhooks.ingest.secret.SecretReencryption;
import id.sahut.webhooks.standalone.command.ClusterOptions;
import id.sahut.webhooks.standalone.command.CommandFailure;
import id.sahut.webhooks.standalone.command.Console;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `sahut secrets`: webhooks' secrets at rest, through Kafka alone. Confined to the main thread.
@Command(name = "secrets", description = "Looks after webhooks' encrypted secrets.")
public final class SecretsCommand {

    /// More ids than that don't fit a line for people.
    private static final int MAX_NAMED = 20;

    private final Console console;

    public SecretsCommand(Console console) {
        this.console = console;
    }

    @Command(
            name = "reencrypt",
            mixinStandardHelpOptions = true,
            description = {
                "Encrypts every webhook's secret with the first key of sahut.encryption-key, so that the others can be dropped, and prints how many were not. Services may run meanwhile. Doing it again changes nothing.",
                "A secret that no key opens is left alone; its webhook is named, and the status is 1."
            })
    int reencrypt(
            @Mixin ClusterOptions cluster,
            @Option(names = "--dry-run", description = "Only say what would be done.")
                    boolean dryRun) {
        Settings settings = cluster.settings(console.environment());
        var resealing = new Resealing(settings.secretBox(new SecureRandom()), Instant.now());
        SecretReencryption.Report report =
                new SecretReencryption(
                                ClusterOptions.clients(settings),
                                settings.topics().webhooks(),
                                settings.catalogue(),
                                resealing)
                        .run(dryRun);
        console.say(
                "%d of %d webhooks %s"
                        .formatted(
                                report.resealed(),
                                report.webhooks(),
                                dryRun
                                        ? "are to be encrypted with the first key, none was"
                                        : "were encrypted with the first key"));
        if (!report.locked().isEmpty()) {
            throw new CommandFailure(
                    "no configured key opens a secret of %s: left alone"
                            .formatted(named(report.locked())));
        }
        return 0;
    }

    private static String named(List<WebhookId> ids) {
        String some =
                ids.stream()
                        .limit(MAX_NAMED)
                        .map(WebhookId::value)
                        .collect(Collectors.joining(", "));
        return ids.size() <= MAX_NAMED
                ? some
                : "%s and %d more".formatted(some, ids.size() - MAX_NAMED);
    }
}
