package id.sahut.webhooks.chaos.guarantee;

import id.sahut.webhooks.chaos.evidence.Evidence;
import id.sahut.webhooks.chaos.evidence.Findings;
import id.sahut.webhooks.chaos.evidence.Post;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// A retry comes no sooner than its delay after the answer before it. Where an attempt was made
/// twice, the first of the two counts. Immutable.
public final class NeverEarly implements Guarantee {

    @Override
    public Findings judge(Evidence evidence) {
        var found = new Findings();
        for (long event = 0; event < evidence.events(); event++) {
            List<Post> posts = evidence.arrivals().of(event);
            if (posts.size() > 1) {
                judge(posts, evidence.delays(), found);
            }
        }
        return found;
    }

    private static void judge(List<Post> posts, List<Duration> delays, Findings found) {
        Map<Integer, Post> firstOf =
                posts.stream()
                        .collect(Collectors.toMap(Post::attempt, it -> it, (first, _) -> first));
        firstOf.forEach((attempt, retry) -> {
            Post before = firstOf.get(attempt - 1);
            if (before != null && before.isAnswered() && attempt - 2 < delays.size()) {
                Duration delay = delays.get(attempt - 2);
                long gap = retry.arrivedNanos() - before.answeredNanos();
                if (gap < delay.toNanos()) {
                    found.add(
                            "%s came %d ms after the answer before it, and not %d"
                                    .formatted(retry, gap / 1_000_000, delay.toMillis()));
                }
            }
        });
    }
}
