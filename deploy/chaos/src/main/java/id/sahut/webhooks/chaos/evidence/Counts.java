package id.sahut.webhooks.chaos.evidence;

import java.util.Arrays;

/// A small number for each event, two bytes each. Confined to the run's thread.
final class Counts {

    private short[] counts = new short[1024];
    private long sum;
    private long events;

    void add(long event) {
        int place = Math.toIntExact(event);
        if (place >= counts.length) {
            counts = Arrays.copyOf(counts, Math.max(place + 1, counts.length * 2));
        }
        if (counts[place]++ == 0) {
            events++;
        }
        sum++;
    }

    int of(long event) {
        return event < counts.length ? counts[(int) event] : 0;
    }

    /// All of them together.
    long sum() {
        return sum;
    }

    /// How many events have one.
    long events() {
        return events;
    }
}
