package id.sahut.webhooks.acceptance.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.acceptance.guarantee.NothingLost;
import id.sahut.webhooks.acceptance.guarantee.SignedRight;
import id.sahut.webhooks.acceptance.receiver.Post;
import id.sahut.webhooks.acceptance.receiver.Script;
import id.sahut.webhooks.acceptance.sandbox.Event;
import id.sahut.webhooks.acceptance.sandbox.SharedUp;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import id.sahut.webhooks.acceptance.sandbox.Subscription;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedUp.class)
final class ByteForByteIT {

    @Test
    void everyBodyArrivesAsPublishedAndSignedRightAtTheFirstAttemptAndAtRetries(Stage stage) {
        Subscription webhook = stage.subscribe("/bytes", Script.byAttempt(500, 503, 200));
        Map<String, byte[]> bodies = Bodies.all(webhook.workspace());
        bodies.values()
                .forEach(it -> {
                    var _ = stage.publish(new Event(stage.newEventId(), webhook.workspace(), it));
                });

        var nothingLost = new NothingLost(stage, List.of(webhook));
        nothingLost.awaitAllEnded(Duration.ofSeconds(20));

        assertThat(nothingLost.judge()).as("expired").isZero();
        List<Post> posts = stage.receiver().posts(webhook.path());
        assertThat(posts).hasSize(3 * bodies.size());
        assertThat(posts).extracting(Post::attempt).contains(1, 2, 3);
        SignedRight.judge(posts, List.of(webhook));
    }
}
