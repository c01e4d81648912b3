package id.sahut.webhooks.dispatcher;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.common.ops.Meters;
import id.sahut.webhooks.common.ops.OpsServer;
import id.sahut.webhooks.common.ops.RunningService;
import id.sahut.webhooks.common.process.ServiceArguments;
import id.sahut.webhooks.common.process.ServiceProcess;
import id.sahut.webhooks.dispatcher.attempt.JvmSettings;

/// The dispatcher as a process of its own.
public final class DispatcherMain {

    private DispatcherMain() {}

    public static void main(String[] arguments) {
        System.exit(
                ServiceProcess.run(
                        "dispatcher",
                        () -> start(ServiceArguments.settings(arguments, System.getenv()))));
    }

    /// The dispatcher with its own HTTP server for health and metrics.
    public static RunningService start(Settings settings) {
        JvmSettings.apply();
        var meters = Meters.forProcess();
        var health = new Health();
        var http = settings.sahut().http();
        var ops = OpsServer.start(http.host(), http.port(), health, meters);
        return ops.beside(() -> DispatcherService.start(settings, meters, health));
    }
}
