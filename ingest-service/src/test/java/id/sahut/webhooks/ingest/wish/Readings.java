package id.sahut.webhooks.ingest.wish;

/// Takes a [Reading] for what a test says it is. Stateless.
public final class Readings {

    private Readings() {}

    public static <T> T accepted(Reading<T> reading) {
        if (reading instanceof Reading.Accepted<T>(T wish)) {
            return wish;
        }
        throw new AssertionError("not accepted: " + reading);
    }

    public static String invalid(Reading<?> reading) {
        if (reading instanceof Reading.Invalid<?>(String why)) {
            return why;
        }
        throw new AssertionError("not invalid: " + reading);
    }

    public static String malformed(Reading<?> reading) {
        if (reading instanceof Reading.Malformed<?>(String why)) {
            return why;
        }
        throw new AssertionError("not malformed: " + reading);
    }
}
