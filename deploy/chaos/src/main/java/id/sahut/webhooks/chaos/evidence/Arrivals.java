package id.sahut.webhooks.chaos.evidence;

import java.util.ArrayList;
import java.util.List;

/// Every POST, in the order of arrival, and by event. Safe for any thread.
///
/// Some 100 bytes for each, so that a million fit.
public final class Arrivals {

    private static final int LATEST = 500;
    private static final int PROMPT_MS = 1_000;

    private final List<Post> all = new ArrayList<>();
    private final List<List<Post>> byEvent = new ArrayList<>();

    public synchronized void add(Post post) {
        all.add(post);
        while (byEvent.size() <= post.event()) {
            byEvent.add(List.of());
        }
        int event = (int) post.event();
        var of = new ArrayList<Post>(byEvent.get(event).size() + 1);
        of.addAll(byEvent.get(event));
        of.add(post);
        byEvent.set(event, List.copyOf(of));
    }

    public synchronized List<Post> all() {
        return List.copyOf(all);
    }

    public synchronized int count() {
        return all.size();
    }

    /// Whether half of the latest ones were first attempts that came within a second of their
    /// events: whoever sends them has caught up after the start.
    public synchronized boolean arePrompt() {
        return all.size() >= LATEST
                && all.subList(all.size() - LATEST, all.size()).stream()
                                .filter(it -> it.attempt() == 1)
                                .filter(it -> it.latencyMs() < PROMPT_MS)
                                .count()
                        >= LATEST / 2;
    }

    /// What arrived of an event, in the order of arrival.
    public synchronized List<Post> of(long event) {
        return event < byEvent.size() ? byEvent.get((int) event) : List.of();
    }

    public boolean isAccepted(long event) {
        return of(event).stream().anyMatch(Post::isAccepted);
    }
}
