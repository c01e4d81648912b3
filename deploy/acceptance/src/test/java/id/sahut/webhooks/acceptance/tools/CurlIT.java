package id.sahut.webhooks.acceptance.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import id.sahut.webhooks.acceptance.process.Programs;
import id.sahut.webhooks.acceptance.process.SahutProcess;
import id.sahut.webhooks.acceptance.sandbox.Confidential;
import id.sahut.webhooks.acceptance.sandbox.SharedUp;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The public guide's own command.
@ExtendWith(SharedUp.class)
final class CurlIT {

    private static final String BODY =
            """
            {
                "url": "https://yourserver.com/sahut-webhook",
                "events": ["message.created", "conversation.resolved"]
              }\
            """;

    @Test
    void theGuidesCurlWorksAsPrinted(Stage stage) {
        assumeTrue(Programs.exists("curl"), "no curl: the guide's command is not tried");
        var made =
                SahutProcess.run(
                        "keys",
                        "create",
                        "--bootstrap",
                        stage.kafka().bootstrap(),
                        "--workspace",
                        "ws_01HX0Y6H0J2K4L",
                        "--label",
                        "CRM Integration");
        assertThat(made.exit()).as(made.err()).isZero();
        assertThat(made.out()).matches("sk_live_[A-Za-z0-9]+\\R");
        String key = made.out().strip();
        Confidential.add(key);

        JsonNode answer =
                await("the API takes the new key")
                        .atMost(Duration.ofSeconds(10))
                        .until(() -> curl(stage, key), it -> !it.has("error"));
        JsonNode data = answer.get("data");
        Confidential.add(data.get("secret").asString());
        assertThat(data.propertyNames()).startsWith("id", "url", "events", "secret", "created_at");
        assertThat(data.get("id").asString()).matches("wh_[A-Za-z0-9]+");
        assertThat(data.get("url").asString()).isEqualTo("https://yourserver.com/sahut-webhook");
        assertThat(data.get("events").toString())
                .isEqualTo("[\"message.created\",\"conversation.resolved\"]");
        assertThat(data.get("secret").asString()).startsWith("whsec_");
        assertThat(data.get("created_at").asString())
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
    }

    private static JsonNode curl(Stage stage, String key) {
        String out =
                Programs.output(
                        "curl",
                        "-sS",
                        "-X",
                        "POST",
                        stage.api().base() + "/webhooks",
                        "-H",
                        "Authorization: Bearer " + key,
                        "-H",
                        "Content-Type: application/json",
                        "-d",
                        BODY);
        return JsonMapper.shared().readTree(out);
    }
}
