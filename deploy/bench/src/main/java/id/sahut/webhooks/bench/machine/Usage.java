package id.sahut.webhooks.bench.machine;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The processors' time that each process has taken up to one moment. Immutable.
public record Usage(Map<String, Duration> cpu) {

    public static Usage of(List<Child> children) {
        var cpu = new LinkedHashMap<String, Duration>();
        children.forEach(it -> cpu.merge(it.name(), it.cpu(), Duration::plus));
        return new Usage(cpu);
    }

    /// What has been taken since an earlier moment.
    public Usage since(Usage earlier) {
        var taken = new LinkedHashMap<String, Duration>();
        cpu.forEach((name, now) ->
                taken.put(name, now.minus(earlier.cpu.getOrDefault(name, Duration.ZERO))));
        return new Usage(taken);
    }

    public Duration total() {
        return cpu.values().stream().reduce(Duration.ZERO, Duration::plus);
    }

    /// In seconds for 100,000 of whatever was done `count` times.
    public static double secondsPer100k(Duration taken, long count) {
        return taken.toNanos() / 1e9 * 100_000 / count;
    }
}
