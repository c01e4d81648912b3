package id.sahut.webhooks.chaos.guarantee;

import id.sahut.webhooks.chaos.cluster.Part;
import id.sahut.webhooks.chaos.evidence.Evidence;
import id.sahut.webhooks.chaos.evidence.Findings;
import id.sahut.webhooks.chaos.evidence.Post;
import id.sahut.webhooks.chaos.fault.Kind;
import id.sahut.webhooks.chaos.fault.Struck;
import java.time.Duration;
import java.util.List;

/// What was accepted is not tried a further time. A dispatcher that was paused until the deadline
/// was over has not seen the answer. Immutable.
public final class NoRetryAfterSuccess implements Guarantee {

    /// An attempt's deadline, and time to see an answer that came in time.
    private static final Duration TO_SEE_THE_ANSWER = Duration.ofSeconds(11);

    @Override
    public Findings judge(Evidence evidence) {
        var found = new Findings();
        for (long event = 0; event < evidence.events(); event++) {
            List<Post> posts = evidence.arrivals().of(event);
            if (posts.size() > 1) {
                judge(posts, evidence.struck(), found);
            }
        }
        return found;
    }

    private static void judge(List<Post> posts, List<Struck> struck, Findings found) {
        for (Post accepted : posts) {
            for (Post later : posts) {
                if (accepted.isAccepted()
                        && later.attempt() > accepted.attempt()
                        && later.arrivedNanos() > accepted.answeredNanos()
                        && struck.stream().noneMatch(it -> hidTheAnswer(it, accepted))) {
                    found.add(
                            "%s came although attempt %d was accepted"
                                    .formatted(later, accepted.attempt()));
                }
            }
        }
    }

    private static boolean hidTheAnswer(Struck struck, Post accepted) {
        return struck.fault().member().part() == Part.DISPATCHER
                && struck.fault().kind() == Kind.PAUSE
                && struck.beginNanos() <= accepted.answeredNanos() + TO_SEE_THE_ANSWER.toNanos()
                && struck.endNanos() >= accepted.arrivedNanos();
    }
}
