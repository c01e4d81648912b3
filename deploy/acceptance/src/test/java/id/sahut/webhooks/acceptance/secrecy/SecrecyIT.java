package id.sahut.webhooks.acceptance.secrecy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.acceptance.guarantee.NothingShown;
import id.sahut.webhooks.acceptance.receiver.Script;
import id.sahut.webhooks.acceptance.sandbox.Confidential;
import id.sahut.webhooks.acceptance.sandbox.Figures;
import id.sahut.webhooks.acceptance.sandbox.SharedUp;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import id.sahut.webhooks.acceptance.sandbox.Subscription;
import java.time.Duration;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.json.JsonMapper;

/// Looks through all that the other tests have left behind, so it comes last.
@ExtendWith(SharedUp.class)
@Order(Integer.MAX_VALUE)
@Tag("alone")
final class SecrecyIT {

    @Test
    void noTopicAndNoLogShowsASecretAnApiKeyOrAPayload(Stage stage) {
        Subscription webhook = stage.subscribe("/secrecy", Script.byAttempt(500, 204));
        stage.publish(stage.newMessage(webhook.workspace())).join();
        await().atMost(Duration.ofSeconds(15))
                .until(() -> stage.receiver().posts(webhook.path()).size() >= 2);

        int records = NothingShown.judgeTopics(stage.kafka());
        long lines = NothingShown.judgeLogs();
        Figures.print(
                "%d secrets and keys: in none of %d records and %d log lines"
                        .formatted(Confidential.secrets().size(), records, lines));
        assertThat(records).isGreaterThan(5);
        assertThat(lines).as("an attempt is a line").isGreaterThan(2);
    }

    @Test
    void registeredWebhooksHoldTheirSecretsEncrypted(Stage stage) {
        var _ = stage.subscribe("/secrecy/encrypted", Script.always(204));
        assertThat(stage.kafka().readAll("sahut.webhooks"))
                .filteredOn(it -> it.value() != null)
                .isNotEmpty()
                .allSatisfy(it -> {
                    var json = JsonMapper.shared().readTree(it.value());
                    assertThat(json.get("secret_ciphertext").asString()).hasSizeGreaterThan(40);
                    assertThat(json.get("secret_key_id").asString()).isNotEmpty();
                    assertThat(json.has("secret")).isFalse();
                });
    }
}
