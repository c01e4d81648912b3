package id.sahut.webhooks.acceptance.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.acceptance.sandbox.Event;
import id.sahut.webhooks.acceptance.sandbox.SharedUp;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import id.sahut.webhooks.acceptance.sandbox.Subscription;
import id.sahut.webhooks.bench.machine.FreePorts;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

@ExtendWith(SharedUp.class)
final class ExpressReceiverIT {

    private static final String PATH = "/sahut-webhook";

    @BeforeAll
    static void requireNode() {
        ExpressReceiver.require();
    }

    @Test
    void theGuidesReceiverAcceptsEveryBodyAtTheFirstAttemptAndAtRetries(Stage stage) {
        int port = FreePorts.next();
        Subscription webhook =
                stage.subscribe(
                        stage.newWorkspace(), PATH, "http://127.0.0.1:%d%s".formatted(port, PATH));
        Map<String, byte[]> bodies = Bodies.all(webhook.workspace());

        try (var unwell = ExpressReceiver.start(port, webhook.secret(), 503)) {
            bodies.values()
                    .forEach(it -> {
                        var _ =
                                stage.publish(
                                        new Event(stage.newEventId(), webhook.workspace(), it));
                    });
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> unwell.accepted().size() >= bodies.size());
            assertThat(unwell.refused()).isEmpty();
        }
        try (var well = ExpressReceiver.start(port, webhook.secret(), 200)) {
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> well.accepted().size() >= bodies.size());
            assertThat(well.refused()).isEmpty();
            assertThat(well.accepted())
                    .hasSize(bodies.size())
                    .allMatch(it ->
                            JsonMapper.shared()
                                    .readTree(it)
                                    .get("workspace_id")
                                    .asString()
                                    .equals(webhook.workspace()))
                    .allMatch(it ->
                            JsonMapper.shared()
                                            .readTree(it)
                                            .get("headers")
                                            .get("x-sahut-attempt")
                                            .asInt()
                                    > 1);
        }
    }
}
