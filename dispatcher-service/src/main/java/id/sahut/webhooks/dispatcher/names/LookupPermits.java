package id.sahut.webhooks.dispatcher.names;

import java.util.HashMap;
import java.util.Map;

/// How many lookups may be under way: in all, and of the names of one domain, so that one slow name
/// server does not take all there are. Safe for any thread.
final class LookupPermits {

    private final int most;
    private final int mostPerDomain;
    private final Map<String, Integer> underWay = new HashMap<>();
    private int all;

    LookupPermits(int most, int mostPerDomain) {
        this.most = most;
        this.mostPerDomain = mostPerDomain;
    }

    /// Whether one more may begin, which then has to be [#release]d.
    synchronized boolean tryAcquire(String domain) {
        int ofDomain = underWay.getOrDefault(domain, 0);
        if (all >= most || ofDomain >= mostPerDomain) {
            return false;
        }
        underWay.put(domain, ofDomain + 1);
        all++;
        return true;
    }

    synchronized void release(String domain) {
        underWay.computeIfPresent(domain, (_, count) -> count > 1 ? count - 1 : null);
        all--;
    }
}
