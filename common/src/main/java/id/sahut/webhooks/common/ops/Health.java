package id.sahut.webhooks.common.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Whether this process works. Safe for any thread.
///
/// *Live* means that it need not be restarted: its loops turn. *Ready* means that it does what it
/// is for: its views have caught up, and Kafka answers where nothing can be done without. Kafka
/// being away never makes it dead: a restart would not bring Kafka back. *Degraded* means that a
/// part is missing that is on no delivery's way: it is told, and nobody is sent elsewhere for it.
public final class Health {

    private final Map<String, Supplier<Optional<String>>> liveness = new ConcurrentHashMap<>();
    private final Map<String, Supplier<Optional<String>>> readiness = new ConcurrentHashMap<>();
    private final Map<String, Supplier<Optional<String>>> extras = new ConcurrentHashMap<>();
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable MeterRegistry> meters = new AtomicReference<>();

    /// What was found, by the names of the checks.
    ///
    /// @param problems what is wrong, empty when all is well
    public record Report(Map<String, String> problems) {
        public boolean isWell() {
            return problems.isEmpty();
        }
    }

    /// Adds a check without which the process is better restarted.
    ///
    /// @param problem empty when all is well; asked at every request, so it must answer at once
    public void live(String name, Supplier<Optional<String>> problem) {
        liveness.put(name, problem);
        tell(name);
    }

    /// Adds a check without which the process can't do its work now.
    public void ready(String name, Supplier<Optional<String>> problem) {
        readiness.put(name, problem);
        tell(name);
    }

    /// Adds a check without which the process does all but something that it can do without.
    public void extra(String name, Supplier<Optional<String>> problem) {
        extras.put(name, problem);
        tell(name);
    }

    /// Tells every check, also those that are added later, in the gauge `sahut_health`: 1 while
    /// nothing is wrong.
    public void bindTo(MeterRegistry registry) {
        meters.set(registry);
        Stream.of(liveness, readiness, extras)
                .flatMap(it -> it.keySet().stream())
                .forEach(this::tell);
    }

    /// What is missing of what it can do without.
    public Report extras() {
        return report(extras);
    }

    public Report liveness() {
        return report(liveness);
    }

    /// Ready includes live.
    public Report readiness() {
        var problems = new TreeMap<>(report(liveness).problems());
        problems.putAll(report(readiness).problems());
        return new Report(problems);
    }

    private void tell(String name) {
        MeterRegistry registry = meters.get();
        if (registry != null && told.add(name)) {
            Gauge.builder("sahut.health", this, it -> it.isWell(name) ? 1 : 0)
                    .tag("check", name)
                    .register(registry);
        }
    }

    private boolean isWell(String name) {
        return Stream.of(liveness, readiness, extras)
                .flatMap(it -> Optional.ofNullable(it.get(name)).stream())
                .allMatch(it -> it.get().isEmpty());
    }

    private static Report report(Map<String, Supplier<Optional<String>>> checks) {
        var problems = new TreeMap<String, String>();
        checks.forEach((name, check) -> check.get().ifPresent(it -> problems.put(name, it)));
        return new Report(problems);
    }
}
