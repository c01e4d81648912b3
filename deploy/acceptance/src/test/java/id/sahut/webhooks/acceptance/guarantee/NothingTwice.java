package id.sahut.webhooks.acceptance.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.acceptance.receiver.Post;
import java.util.HashMap;
import java.util.List;

/// The same attempt of the same delivery arrives twice only because a dispatcher was killed, and
/// here none was. Stateless.
public final class NothingTwice {

    private NothingTwice() {}

    public static void judge(List<Post> posts) {
        var seen = new HashMap<String, Post>();
        for (Post post : posts) {
            Post before =
                    seen.putIfAbsent(
                            "%s %s %d".formatted(post.path(), post.deliveryId(), post.attempt()),
                            post);
            assertThat(before).as("made before %s", post).isNull();
        }
    }
}
