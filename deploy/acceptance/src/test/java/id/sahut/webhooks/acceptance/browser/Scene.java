package id.sahut.webhooks.acceptance.browser;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.acceptance.receiver.Answer;
import id.sahut.webhooks.acceptance.receiver.Script;
import id.sahut.webhooks.acceptance.sandbox.Confidential;
import id.sahut.webhooks.acceptance.sandbox.Event;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import id.sahut.webhooks.acceptance.sandbox.Subscription;
import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.json.JsonMapper;

/// A workspace in which much has happened: an endpoint that takes everything, one that refuses
/// everything, and hostile words wherever somebody else chooses them. Immutable.
///
/// @param operator opens it, and the pipeline
/// @param empty opens a workspace in which nothing has
/// @param delivered a delivery to the endpoint that takes everything
/// @param refused one to the other, which waits for its third attempt
record Scene(
        String operator,
        String empty,
        Subscription taking,
        Subscription refusing,
        String delivered,
        String refused) {

    /// More than a page of a list shows.
    private static final int EVENTS = 60;

    private static final Duration SOON = Duration.ofSeconds(30);

    static Scene make(Stage stage) {
        var workspace = stage.operatorOf(new WorkspaceId("ws_01HX0Y6H0J2K4N"));
        Subscription taking = subscribe(stage, workspace, "/sahut-webhook", 200);
        Subscription refusing = subscribe(stage, workspace, Hostile.PATH, 503);
        String event = "";
        for (int i = 0; i < EVENTS; i++) {
            event = publish(stage, workspace.id());
        }
        stage.awaitAcknowledged();
        String delivered = delivery(event, taking);
        String refused = delivery(event, refusing);
        awaitState(stage, workspace, delivered, "delivered", 1);
        awaitState(stage, workspace, refused, "retrying", 2);
        String empty = stage.newWorkspace().apiKey();
        await("the API takes the new key").atMost(SOON).until(() -> stage.api().knows(empty));
        return new Scene(workspace.apiKey(), empty, taking, refusing, delivered, refused);
    }

    private static Subscription subscribe(
            Stage stage, Stage.Workspace workspace, String path, int status) {
        stage.receiver().script(path, Script.always(new Answer.Text(status, Hostile.WORDS)));
        return stage.subscribe(workspace, path, stage.receiver().url(path));
    }

    private static String publish(Stage stage, String workspace) {
        String id = stage.newEventId();
        String body =
                """
                {"event": "message.created", "timestamp": "2024-03-15T08:30:00Z", "workspace_id": "%s", \
                "data": {"message": {"id": "%s", "content": %s}, "contact": {"name": %3$s}}}\
                """
                        .formatted(
                                workspace,
                                Confidential.PAYLOAD_MARKER,
                                JsonMapper.shared().writeValueAsString(Hostile.WORDS));
        stage.publish(new Event(id, workspace, body.getBytes(UTF_8))).join();
        return id;
    }

    private static String delivery(String event, Subscription webhook) {
        return DerivedIds.delivery(new EventId(event), new WebhookId(webhook.webhookId())).value();
    }

    private static void awaitState(
            Stage stage, Stage.Workspace workspace, String id, String state, int attempts) {
        await("%s is %s".formatted(id, state))
                .atMost(SOON)
                .until(() ->
                        stage.api()
                                .delivery(workspace.apiKey(), id)
                                .filter(it -> it.path("state").asString().equals(state))
                                .filter(it -> it.path("attempt_count").asInt() == attempts)
                                .isPresent());
    }

    /// What every page of the workspace may show.
    List<String> webhooks() {
        return List.of(taking.webhookId(), refusing.webhookId());
    }
}
