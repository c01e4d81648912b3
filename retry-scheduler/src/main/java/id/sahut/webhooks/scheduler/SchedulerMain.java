package id.sahut.webhooks.scheduler;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.common.ops.Meters;
import id.sahut.webhooks.common.ops.OpsServer;
import id.sahut.webhooks.common.ops.RunningService;
import id.sahut.webhooks.common.process.ServiceArguments;
import id.sahut.webhooks.common.process.ServiceProcess;

/// The retry scheduler as a process of its own.
public final class SchedulerMain {

    private SchedulerMain() {}

    public static void main(String[] arguments) {
        System.exit(
                ServiceProcess.run(
                        "scheduler",
                        () -> start(ServiceArguments.settings(arguments, System.getenv()))));
    }

    /// The scheduler with its own HTTP server for health and metrics.
    public static RunningService start(Settings settings) {
        var meters = Meters.forProcess();
        var health = new Health();
        var http = settings.sahut().http();
        var ops = OpsServer.start(http.host(), http.port(), health, meters);
        return ops.beside(() -> SchedulerService.start(settings, meters, health));
    }
}
