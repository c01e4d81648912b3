package id.sahut.webhooks.common.kafka;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.MetricsReporter;
import org.jspecify.annotations.Nullable;

/// Tells of Kafka's own clients what an operator looks for, under the names that Micrometer gives
/// them, and none of the hundreds of others. Made by a client, and as long-lived; safe for any
/// thread.
public final class ClientMeters implements MetricsReporter {

    /// Where a client's configuration has the registry, which is no text.
    static final String REGISTRY = "sahut.meters";

    private static final String CLIENT_ID = "client-id";

    /// By what they are about, what is told of them: of the whole client, and not of each node or
    /// partition.
    private static final Map<String, Set<String>> TOLD =
            Map.of(
                    "consumer-fetch-manager-metrics",
                            Set.of("records-lag-max", "fetch-throttle-time-max"),
                    "consumer-coordinator-metrics",
                            Set.of(
                                    "assigned-partitions",
                                    "rebalance-total",
                                    "failed-rebalance-total"),
                    "consumer-metrics", Set.of("connection-count", "failed-authentication-total"),
                    "producer-metrics",
                            Set.of(
                                    "connection-count",
                                    "failed-authentication-total",
                                    "produce-throttle-time-max",
                                    "record-error-total"));

    private final ConcurrentMap<MetricName, Meter> meters = new ConcurrentHashMap<>();
    private @Nullable MeterRegistry registry;

    /// For the client.
    public ClientMeters() {}

    @Override
    public void configure(Map<String, ?> config) {
        registry = config.get(REGISTRY) instanceof MeterRegistry given ? given : null;
    }

    @Override
    public void init(List<KafkaMetric> metrics) {
        metrics.forEach(this::metricChange);
    }

    @Override
    public void metricChange(KafkaMetric metric) {
        MeterRegistry into = registry;
        if (into != null && isTold(metric.metricName())) {
            meters.computeIfAbsent(metric.metricName(), _ -> register(metric, into));
        }
    }

    @Override
    public void metricRemoval(KafkaMetric metric) {
        Meter meter = meters.remove(metric.metricName());
        if (meter != null && registry != null) {
            registry.remove(meter);
        }
    }

    @Override
    public void close() {
        MeterRegistry from = registry;
        if (from != null) {
            meters.values().forEach(from::remove);
        }
        meters.clear();
    }

    private static boolean isTold(MetricName name) {
        return TOLD.getOrDefault(name.group(), Set.of()).contains(name.name())
                && name.tags().keySet().equals(Set.of(CLIENT_ID));
    }

    /// Meters hold what they tell of weakly: a metric lives as long as its client.
    private static Meter register(KafkaMetric metric, MeterRegistry into) {
        MetricName name = metric.metricName();
        String about = name.group().substring(0, name.group().lastIndexOf("-metrics"));
        String told = "kafka.%s.%s".formatted(about, name.name()).replace('-', '.');
        var tags = Tags.of("client.id", name.tags().getOrDefault(CLIENT_ID, ""));
        return told.endsWith(".total")
                ? FunctionCounter.builder(told, metric, ClientMeters::value)
                        .description(name.description())
                        .tags(tags)
                        .register(into)
                : Gauge.builder(told, metric, ClientMeters::value)
                        .description(name.description())
                        .tags(tags)
                        .register(into);
    }

    private static double value(KafkaMetric metric) {
        return metric.metricValue() instanceof Number number ? number.doubleValue() : Double.NaN;
    }
}
