package id.sahut.webhooks.bench.load;

import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.signing.WebhookSecret;
import id.sahut.webhooks.common.webhook.SecretBox;
import id.sahut.webhooks.common.webhook.Webhook;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/// Webhooks of a run, numbered; everything about one follows from its number. Immutable.
///
/// @param name tells fleets of one run apart: letters and digits
/// @param size how many webhooks
/// @param perWorkspace how many of them get each event; a workspace's number is its first webhook's
///   divided by this
public record Fleet(String name, int size, int perWorkspace) {

    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

    /// One webhook to a workspace.
    public static Fleet ofOneEach(String name, int size) {
        return new Fleet(name, size, 1);
    }

    public WebhookId id(int number) {
        return new WebhookId("wh_%sx%08d".formatted(name, number));
    }

    public WorkspaceId workspace(int number) {
        return new WorkspaceId("ws_%sx%08d".formatted(name, number));
    }

    public int workspaces() {
        return size / perWorkspace;
    }

    /// The number in an id of this fleet, of a webhook or a workspace.
    public static int number(String id) {
        return Integer.parseInt(id, id.length() - 8, id.length(), 10);
    }

    /// Those that get the events of a workspace.
    public List<WebhookId> subscribers(int workspace) {
        return IntStream.range(workspace * perWorkspace, (workspace + 1) * perWorkspace)
                .mapToObj(this::id)
                .toList();
    }

    /// The same for a number in every process of a run.
    public static WebhookSecret secret(int number) {
        return WebhookSecret.random(new SplittableRandom(number));
    }

    public Webhook webhook(int number, String url, SecretBox secrets) {
        var id = id(number);
        var workspace = workspace(number / perWorkspace);
        return new Webhook(
                id,
                workspace,
                url,
                List.of(new EventType(Payload.EVENT_TYPE)),
                secrets.seal(secret(number), workspace, id),
                Optional.empty(),
                Optional.empty(),
                true,
                CREATED,
                CREATED);
    }
}
