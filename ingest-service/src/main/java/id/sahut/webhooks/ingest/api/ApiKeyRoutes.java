package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.ingest.apikey.ApiKey;
import id.sahut.webhooks.ingest.apikey.KeyRing;
import id.sahut.webhooks.ingest.apikey.KeyWish;
import id.sahut.webhooks.ingest.apikey.PlainKey;
import id.sahut.webhooks.ingest.apikey.Plan;
import id.sahut.webhooks.ingest.http.Answer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// What each request about API keys is answered. Knows no web server. Safe for any thread.
final class ApiKeyRoutes {

    private static final String UNKNOWN = "There is no such API key";

    private final KeyRing keys;

    ApiKeyRoutes(KeyRing keys) {
        this.keys = keys;
    }

    Answer list(WorkspaceId workspace, Optional<String> page, Optional<String> perPage) {
        return Answers.list(keys.of(workspace), page, perPage, this::shown);
    }

    Answer create(KeyHolder caller, byte[] body) {
        return Answers.to(
                KeyWish.read(body),
                wish ->
                        caller.inWorkspace(
                                wish.workspace(),
                                it -> make(it, wish.label(), caller.key().plan())));
    }

    Answer revoke(WorkspaceId workspace, String id) {
        return switch (keys.revoke(workspace, id)) {
            case REVOKED -> Answer.nothing();
            case UNKNOWN -> Answer.notFound(UNKNOWN);
            case UNAVAILABLE -> Answers.unconfirmed();
        };
    }

    private Answer make(WorkspaceId workspace, String label, Plan plan) {
        return switch (keys.make(workspace, label, plan)) {
            case KeyRing.Making.Made(ApiKey key, PlainKey plain) -> {
                Map<String, Object> members = shown(key);
                members.put("key", plain.reveal());
                yield Answer.data(201, members);
            }
            case KeyRing.Making.TooMany(int limit) ->
                    Answer.invalid(
                            "This workspace has %d API keys, the most it may have: revoke one first"
                                    .formatted(limit));
            case KeyRing.Making.Unavailable() -> Answers.unconfirmed();
        };
    }

    private Map<String, Object> shown(ApiKey key) {
        var members = new LinkedHashMap<String, Object>();
        members.put("id", key.id().value());
        members.put("label", key.label());
        members.put("hint", key.hint());
        members.put("plan", key.plan().text());
        if (key.operator()) {
            members.put("operator", true);
        }
        members.put("created_at", Times.shown(key.createdAt()));
        keys.lastUsed(key).ifPresent(it -> members.put("last_used_at", Times.shown(it)));
        return members;
    }
}
