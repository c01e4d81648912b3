package id.sahut.webhooks.bench.report;

/// What the figures were measured on. Immutable.
///
/// @param cores that the JVM sees
/// @param memoryMb of the machine
/// @param java version and vendor
/// @param system name, version and architecture
/// @param measuredAt ISO 8601
public record MachineFacts(
        int cores, long memoryMb, String java, String system, String measuredAt) {

    String text() {
        return "%d cores, %,d MiB, Java %s, %s, %s"
                .formatted(cores, memoryMb, java, system, measuredAt);
    }
}
