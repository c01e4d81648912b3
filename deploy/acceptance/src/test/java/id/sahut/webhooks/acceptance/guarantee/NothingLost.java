package id.sahut.webhooks.acceptance.guarantee;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.acceptance.receiver.Post;
import id.sahut.webhooks.acceptance.sandbox.Ledger;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import id.sahut.webhooks.acceptance.sandbox.Subscription;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Every event of a workspace reaches each of its webhooks byte for byte, or expires exactly once.
/// Confined to the test's thread.
public final class NothingLost {

    private static final String EXPIRED = "sahut.deliveries.expired";

    private final Stage stage;
    private final List<Subscription> webhooks;

    public NothingLost(Stage stage, List<Subscription> webhooks) {
        this.stage = stage;
        this.webhooks = webhooks;
    }

    /// What counts is who gets which bytes.
    private record Copy(String receiver, ByteBuffer body) {
        static Copy of(String receiver, byte[] body) {
            return new Copy(receiver, ByteBuffer.wrap(body));
        }
    }

    /// Waits until nothing is on its way any more.
    public void awaitAllEnded(Duration limit) {
        stage.awaitAcknowledged();
        await("every delivery has ended")
                .atMost(limit)
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> assertThat(notEnded()).as("not ended").isEmpty());
    }

    /// @return how many deliveries expired, each once
    public int judge() {
        Map<Copy, Integer> accepted = accepted();
        Map<Copy, Integer> expired = expired();
        int deliveries = 0;
        for (Subscription webhook : webhooks) {
            for (Ledger.Entry it : stage.ledger().of(webhook.workspace())) {
                int arrivals = accepted.getOrDefault(Copy.of(webhook.path(), it.event().body()), 0);
                int expiries =
                        expired.getOrDefault(Copy.of(webhook.webhookId(), it.event().body()), 0);
                assertThat(expiries)
                        .as(
                                "%s to %s was accepted %d times and expired so often",
                                it.event().id(), webhook, arrivals)
                        .isEqualTo(arrivals > 0 ? 0 : 1);
                deliveries += expiries;
            }
        }
        assertNothingElseArrived();
        return deliveries;
    }

    private List<String> notEnded() {
        Map<Copy, Integer> accepted = accepted();
        var missing = new ArrayList<Map.Entry<Subscription, Ledger.Entry>>();
        for (Subscription webhook : webhooks) {
            for (Ledger.Entry it : stage.ledger().of(webhook.workspace())) {
                if (!accepted.containsKey(Copy.of(webhook.path(), it.event().body()))) {
                    missing.add(Map.entry(webhook, it));
                }
            }
        }
        if (missing.isEmpty()) {
            return List.of();
        }
        Map<Copy, Integer> expired = expired();
        return missing.stream()
                .filter(it ->
                        !expired.containsKey(
                                Copy.of(it.getKey().webhookId(), it.getValue().event().body())))
                .map(it -> it.getValue().event().id() + " to " + it.getKey())
                .toList();
    }

    private Map<Copy, Integer> accepted() {
        var accepted = new HashMap<Copy, Integer>();
        for (Post post : stage.receiver().posts()) {
            if (post.isAccepted()) {
                accepted.merge(Copy.of(post.path(), post.body()), 1, Integer::sum);
            }
        }
        return accepted;
    }

    private Map<Copy, Integer> expired() {
        var expired = new HashMap<Copy, Integer>();
        for (var record : stage.kafka().readAll(EXPIRED)) {
            expired.merge(
                    Copy.of(new String(record.key(), UTF_8), record.value()), 1, Integer::sum);
        }
        return expired;
    }

    private void assertNothingElseArrived() {
        for (Subscription webhook : webhooks) {
            var published =
                    stage.ledger().of(webhook.workspace()).stream()
                            .map(it -> ByteBuffer.wrap(it.event().body()))
                            .collect(java.util.stream.Collectors.toSet());
            assertThat(stage.receiver().posts(webhook.path()))
                    .as("bodies that nobody published for %s", webhook)
                    .allMatch(it -> published.contains(ByteBuffer.wrap(it.body())));
        }
    }
}
