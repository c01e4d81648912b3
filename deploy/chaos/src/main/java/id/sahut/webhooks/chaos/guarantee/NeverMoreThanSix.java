package id.sahut.webhooks.chaos.guarantee;

import id.sahut.webhooks.chaos.evidence.Evidence;
import id.sahut.webhooks.chaos.evidence.Findings;
import id.sahut.webhooks.chaos.evidence.Post;

/// A delivery has a first attempt and as many retries as there are delays. Immutable.
public final class NeverMoreThanSix implements Guarantee {

    @Override
    public Findings judge(Evidence evidence) {
        var found = new Findings();
        int most = evidence.delays().size() + 1;
        for (Post post : evidence.arrivals().all()) {
            if (post.attempt() < 1 || post.attempt() > most) {
                found.add("%s: from 1 to %d are allowed".formatted(post, most));
            }
        }
        return found;
    }
}
