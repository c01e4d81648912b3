package id.sahut.webhooks.common.ops;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.Map;
import java.util.Optional;

/// Makes a process's registry of metrics. Stateless.
public final class Meters {

    private Meters() {}

    /// A registry that already knows the JVM it is in.
    @SuppressWarnings("resource") // the garbage collector's listener lives as long as the process
    public static PrometheusMeterRegistry forProcess() {
        var meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        new JvmMemoryMetrics().bindTo(meters);
        new JvmThreadMetrics().bindTo(meters);
        new JvmGcMetrics().bindTo(meters);
        new ProcessorMetrics().bindTo(meters);
        new FileDescriptorMetrics().bindTo(meters);
        Gauge.builder("sahut.build.info", () -> 1)
                .description("1, by what runs")
                .tags("version", version(), "java", Runtime.version().toString())
                .register(meters);
        return meters;
    }

    /// Tells what somebody has configured, so that a figure can be held against its limit.
    ///
    /// @param limits by their settings' keys
    public static void tellLimits(MeterRegistry meters, Map<String, Number> limits) {
        limits.forEach((setting, limit) ->
                Gauge.builder("sahut.limit", limit::doubleValue)
                        .description("What a setting allows at most")
                        .tag("setting", setting)
                        .strongReference(true)
                        .register(meters));
    }

    private static String version() {
        return Optional.ofNullable(Meters.class.getPackage().getImplementationVersion())
                .orElse("unknown");
    }
}
