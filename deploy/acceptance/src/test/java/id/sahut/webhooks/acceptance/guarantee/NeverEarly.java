package id.sahut.webhooks.acceptance.guarantee;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.acceptance.receiver.Post;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A retry comes no sooner than its delay after the answer before it. Immutable, safe for any
/// thread.
public final class NeverEarly {

    private final List<Duration> delays;

    /// @param delays after the first failure, the second, and so on
    public NeverEarly(List<Duration> delays) {
        this.delays = delays;
    }

    /// Where a kill has an attempt made twice, the first of the two counts.
    ///
    /// @return by how much each retry came later than its delay, in milliseconds
    public List<Long> judge(List<Post> posts) {
        var lateness = new ArrayList<Long>();
        for (List<Post> delivery : byDelivery(posts)) {
            Map<Integer, Post> firstOf =
                    delivery.stream()
                            .collect(
                                    Collectors.toMap(Post::attempt, it -> it, NeverEarly::earlier));
            firstOf.forEach((attempt, post) -> {
                Post before = firstOf.get(attempt - 1);
                if (before != null && before.answered().isPresent()) {
                    lateness.add(latenessMs(before, post));
                }
            });
        }
        return lateness;
    }

    private long latenessMs(Post before, Post retry) {
        Duration delay = delays.get(before.attempt() - 1);
        long gap = retry.arrivedNanos() - before.answered().orElseThrow().nanos();
        long late = gap - delay.toNanos();
        assertThat(late)
                .as("ns that %s came after its delay of %s", retry, delay)
                .isGreaterThanOrEqualTo(0);
        return Duration.ofNanos(late).toMillis();
    }

    private static List<List<Post>> byDelivery(List<Post> posts) {
        return List.copyOf(
                posts.stream()
                        .collect(Collectors.groupingBy(it -> it.path() + " " + it.deliveryId()))
                        .values());
    }

    private static Post earlier(Post one, Post other) {
        return one.arrivedNanos() - other.arrivedNanos() <= 0 ? one : other;
    }
}
