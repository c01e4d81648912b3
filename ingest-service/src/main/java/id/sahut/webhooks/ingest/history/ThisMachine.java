package id.sahut.webhooks.ingest.history;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.OptionalDouble;

/// The machine, or the container, that this process runs on. Safe for any thread.
final class ThisMachine implements Pace.Machine {

    private final OperatingSystemMXBean system =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();

    @Override
    public OptionalDouble load() {
        double load = system.getCpuLoad();
        return load >= 0 ? OptionalDouble.of(load) : OptionalDouble.empty();
    }

    @Override
    public long cpuNanos() {
        return threads.getCurrentThreadCpuTime();
    }
}
