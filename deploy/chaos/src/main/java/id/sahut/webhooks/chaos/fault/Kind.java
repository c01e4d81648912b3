package id.sahut.webhooks.chaos.fault;

/// What is done to a process.
public enum Kind {
    KILL("kill -9"),
    TERMINATE("SIGTERM"),
    PAUSE("SIGSTOP"),

    /// Killed, and never started again.
    LOSE("lost");

    private final String title;

    Kind(String title) {
        this.title = title;
    }

    @Override
    public String toString() {
        return title;
    }
}
