package id.sahut.webhooks.bench.stage;

import java.util.Locale;

/// A kind of service, and how much heap each of its processes gets.
public enum Role {
    INGEST(256),
    DISPATCHER(512),
    SCHEDULER(128);

    private final int heapMb;

    Role(int heapMb) {
        this.heapMb = heapMb;
    }

    String command() {
        return name().toLowerCase(Locale.ROOT);
    }

    public int heapMb() {
        return heapMb;
    }
}
