package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.common.id.RecoveryId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.ingest.history.Fates;
import id.sahut.webhooks.ingest.http.Answer;
import id.sahut.webhooks.ingest.recover.Recoveries;
import id.sahut.webhooks.ingest.recover.Recovering;
import id.sahut.webhooks.ingest.recover.Recovery;
import id.sahut.webhooks.ingest.registry.Webhooks;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// What each request about recoveries is answered. Knows no web server. Safe for any thread.
///
/// A recovery is its webhook's, and the webhook is a workspace's: another's is as unknown as none.
final class RecoveryRoutes {

    private static final String UNKNOWN = "There is no such recovery";
    private static final String UNKNOWN_WEBHOOK = "There is no such webhook";
    private static final String NOT_NOW = "Recoveries are not to be had just now, try again later";

    private final Webhooks webhooks;
    private final Optional<Recoveries> recoveries;

    /// @param recoveries empty where no history is kept
    RecoveryRoutes(Webhooks webhooks, Optional<Recoveries> recoveries) {
        this.webhooks = webhooks;
        this.recoveries = recoveries;
    }

    Answer begin(WorkspaceId workspace, String id, byte[] body) {
        return webhooks.find(workspace, id)
                .map(webhook ->
                        Answers.to(
                                RecoverBody.read(body),
                                wish ->
                                        open(it ->
                                                answer(
                                                        webhook,
                                                        it.desk().begin(webhook, wish),
                                                        202))))
                .orElseGet(() -> Answer.notFound(UNKNOWN_WEBHOOK));
    }

    Answer list(WorkspaceId workspace, String id, Optional<String> page, Optional<String> perPage) {
        return webhooks.find(workspace, id)
                .map(webhook ->
                        all(
                                webhook,
                                its -> Answers.list(its, page, perPage, it -> shown(webhook, it))))
                .orElseGet(() -> Answer.notFound(UNKNOWN_WEBHOOK));
    }

    Answer show(WorkspaceId workspace, String id, String recovery) {
        return known(
                workspace,
                id,
                recovery,
                webhook ->
                        all(
                                webhook,
                                its ->
                                        its.stream()
                                                .filter(it -> it.id().value().equals(recovery))
                                                .findFirst()
                                                .map(it -> Answer.data(200, shown(webhook, it)))
                                                .orElseGet(() -> Answer.notFound(UNKNOWN))));
    }

    Answer stop(WorkspaceId workspace, String id, String recovery) {
        return known(
                workspace,
                id,
                recovery,
                webhook -> open(it -> answer(webhook, it.desk().stop(webhook, recovery), 200)));
    }

    private Answer known(
            WorkspaceId workspace, String id, String recovery, Function<Webhook, Answer> answer) {
        return webhooks.find(workspace, id)
                .filter(_ -> RecoveryId.isWellFormed(recovery))
                .map(answer)
                .orElseGet(() -> Answer.notFound(UNKNOWN));
    }

    private Answer answer(Webhook webhook, Recovering result, int status) {
        return switch (result) {
            case Recovering.Accepted(Recovery it) -> Answer.data(status, shown(webhook, it));
            case Recovering.Busy() ->
                    Answer.conflict(
                            "Another recovery of this webhook is not finished: wait for it, or stop"
                                    + " it first");
            case Recovering.Unknown() -> Answer.notFound(UNKNOWN);
            case Recovering.Unconfirmed() -> Answers.unconfirmed();
            case Recovering.Unavailable() -> Answer.unavailable(NOT_NOW);
        };
    }

    private Answer all(Webhook webhook, Function<List<Recovery>, Answer> answer) {
        return open(it ->
                it.desk().of(webhook).map(answer).orElseGet(() -> Answer.unavailable(NOT_NOW)));
    }

    private Answer open(Function<Recoveries, Answer> answer) {
        return recoveries.map(answer).orElseGet(() -> Answer.unavailable(NOT_NOW));
    }

    private Map<String, Object> shown(Webhook webhook, Recovery recovery) {
        Optional<Fates> fates = recoveries.flatMap(it -> it.fates(webhook, recovery));
        var shown = new LinkedHashMap<String, Object>();
        shown.put("id", recovery.id().value());
        shown.put("webhook_id", recovery.webhook().value());
        shown.put("state", recovery.state().label());
        shown.put("since", Times.shown(recovery.since()));
        shown.put("until", recovery.until().map(Times::shown).orElse(null));
        shown.put("states", recovery.states().labels());
        shown.put("event", recovery.event().orElse(null));
        shown.put("found", recovery.found());
        shown.put("sent", recovery.sent());
        shown.put("skipped", recovery.skipped());
        shown.put("delivered", fates.map(Fates::delivered).orElse(null));
        shown.put("failed", fates.map(Fates::failed).orElse(null));
        shown.put("created_at", Times.shown(recovery.createdAt()));
        shown.put("finished_at", recovery.finishedAt().map(Times::shown).orElse(null));
        return shown;
    }
}
