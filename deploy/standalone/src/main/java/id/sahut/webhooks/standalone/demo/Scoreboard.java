package id.sahut.webhooks.standalone.demo;

import id.sahut.webhooks.common.event.EventType;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What must arrive where, and what has. Confined to the story's thread.
final class Scoreboard {

    /// One event at one endpoint.
    private record Wanted(String path, String event) implements Comparable<Wanted> {
        @Override
        public int compareTo(Wanted other) {
            return (path + event).compareTo(other.path + other.event);
        }

        @Override
        public String toString() {
            return event + " at " + path;
        }
    }

    private final Set<Wanted> missing = new TreeSet<>();
    private final Set<String> deliveries = new HashSet<>();
    private int posts;
    private int wrong;

    Scoreboard(List<Endpoint> endpoints) {
        for (Endpoint endpoint : endpoints) {
            for (EventType event : endpoint.events()) {
                missing.add(new Wanted(endpoint.path(), event.name()));
            }
        }
    }

    void count(Arrival arrival) {
        posts++;
        deliveries.add(arrival.deliveryId());
        if (!arrival.isGood()) {
            wrong++;
        } else if (arrival.status() == 200) {
            missing.remove(new Wanted(arrival.endpoint().path(), arrival.event()));
        }
    }

    boolean isComplete() {
        return missing.isEmpty();
    }

    int posts() {
        return posts;
    }

    int deliveries() {
        return deliveries.size();
    }

    /// POSTs with a wrong signature or a changed body.
    int wrong() {
        return wrong;
    }

    List<String> missing() {
        return missing.stream().map(Wanted::toString).toList();
    }
}
