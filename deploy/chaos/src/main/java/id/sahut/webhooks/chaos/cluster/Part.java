package id.sahut.webhooks.chaos.cluster;

import java.util.Locale;

/// A kind of process, and how many of it there are.
public enum Part {
    BROKER(3),
    INGEST(2),
    DISPATCHER(2),
    SCHEDULER(2);

    private final int members;

    Part(int members) {
        this.members = members;
    }

    public int members() {
        return members;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
