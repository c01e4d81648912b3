package id.sahut.webhooks.ingest;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.common.ops.Meters;
import id.sahut.webhooks.common.ops.RunningService;
import id.sahut.webhooks.common.process.ServiceArguments;
import id.sahut.webhooks.common.process.ServiceProcess;

/// The ingest service as a process of its own.
public final class IngestMain {

    private IngestMain() {}

    public static void main(String[] arguments) {
        System.exit(
                ServiceProcess.run(
                        "ingest",
                        () -> start(ServiceArguments.settings(arguments, System.getenv()))));
    }

    /// The ingest service; its API's server answers for health and metrics too.
    public static RunningService start(Settings settings) {
        return IngestService.start(settings, Meters.forProcess(), new Health());
    }
}
