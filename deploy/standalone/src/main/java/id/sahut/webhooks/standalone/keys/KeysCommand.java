package id.sahut.webhooks.standalone.keys;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.id.ApiKeyId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.ingest.apikey.ApiKey;
import id.sahut.webhooks.ingest.apikey.ApiKeys;
import id.sahut.webhooks.ingest.apikey.Plan;
import id.sahut.webhooks.standalone.command.ClusterOptions;
import id.sahut.webhooks.standalone.command.CommandFailure;
import id.sahut.webhooks.standalone.command.Console;
import id.sahut.webhooks.standalone.command.Waiting;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `sahut keys`: API keys, through Kafka alone, so that it works when no service runs. Confined to
/// the main thread.
@Command(
        name = "keys",
        mixinStandardHelpOptions = true,
        description = "Makes, lists and revokes API keys.")
public final class KeysCommand {

    private final Console console;

    public KeysCommand(Console console) {
        this.console = console;
    }

    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description =
                    "Makes an API key and prints it, and only it, on stdout: it is never shown again.")
    int create(
            @Mixin ClusterOptions cluster,
            @Option(
                            names = "--workspace",
                            required = true,
                            paramLabel = "ws_…",
                            description = "The workspace that the key opens.")
                    WorkspaceId workspace,
            @Option(
                            names = "--label",
                            required = true,
                            paramLabel = "TEXT",
                            description = "What the key is for, such as \"CRM Integration\".")
                    String label,
            @Option(
                            names = "--plan",
                            paramLabel = "NAME",
                            defaultValue = "business",
                            description =
                                    "How often the key may be used: starter, pro or business (default).")
                    Plan plan,
            @Option(
                            names = "--operator",
                            description =
                                    "For a platform's own back end: with it webhooks and keys can be made for any workspace, by naming it as workspace_id.")
                    boolean operator) {
        if (!ApiKey.isLabel(label)) {
            throw new CommandFailure(
                    "--label is 1 to 100 visible characters, not '%s'".formatted(label.strip()));
        }
        Settings settings = cluster.settings(console.environment());
        ApiKeys.Created created;
        try (var _ = Waiting.forKafka(console, settings)) {
            created = keys(settings).create(workspace, label, plan, operator);
        }
        console.say(created.plain().reveal());
        console.warn("made %s for %s".formatted(created.key().id(), workspace));
        return 0;
    }

    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            description =
                    "Lists the keys that are not revoked, oldest first, a line each, tab-separated: id, workspace, when it was made, the key's beginning and end, plan, label, and `operator` where it is one.")
    int list(
            @Mixin ClusterOptions cluster,
            @Option(
                            names = "--workspace",
                            paramLabel = "ws_…",
                            description = "Only this workspace's (default: all).")
                    Optional<WorkspaceId> workspace) {
        Settings settings = cluster.settings(console.environment());
        List<ApiKey> all;
        try (var _ = Waiting.forKafka(console, settings)) {
            all = keys(settings).list();
        }
        for (ApiKey key : all) {
            if (workspace.isEmpty() || key.workspaceId().equals(workspace.get())) {
                console.say(
                        String.join(
                                        "\t",
                                        key.id().value(),
                                        key.workspaceId().value(),
                                        key.createdAt().toString(),
                                        key.hint(),
                                        key.plan().text(),
                                        key.label())
                                + (key.operator() ? "\toperator" : ""));
            }
        }
        return 0;
    }

    @Command(
            name = "revoke",
            mixinStandardHelpOptions = true,
            description = "Revokes a key: within a second no API takes it any more.")
    int revoke(
            @Mixin ClusterOptions cluster,
            @Parameters(paramLabel = "key_…", description = "The key's id, as keys list shows it.")
                    ApiKeyId id) {
        Settings settings = cluster.settings(console.environment());
        boolean isRevoked;
        try (var _ = Waiting.forKafka(console, settings)) {
            isRevoked = keys(settings).revoke(id);
        }
        if (!isRevoked) {
            throw new CommandFailure(
                    "there is no key %s: keys list shows those there are".formatted(id));
        }
        console.warn("revoked " + id);
        return 0;
    }

    private static ApiKeys keys(Settings settings) {
        return new ApiKeys(
                ClusterOptions.clients(settings),
                settings.topics().apiKeys(),
                Clock.systemUTC(),
                new SecureRandom());
    }
}
