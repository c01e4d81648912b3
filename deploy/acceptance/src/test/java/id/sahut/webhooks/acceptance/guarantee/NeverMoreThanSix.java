package id.sahut.webhooks.acceptance.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.acceptance.receiver.Post;
import java.util.List;

/// No delivery is charged with more than six attempts. Stateless.
public final class NeverMoreThanSix {

    public static final int ATTEMPTS = 6;

    private NeverMoreThanSix() {}

    public static void judge(List<Post> posts) {
        assertThat(posts).allSatisfy(it -> assertThat(it.attempt()).isBetween(1, ATTEMPTS));
    }
}
