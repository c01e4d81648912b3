package id.sahut.webhooks.common.process;

import id.sahut.webhooks.common.config.BadSettingsException;
import id.sahut.webhooks.common.ops.RunningService;
import id.sahut.webhooks.common.ops.StartException;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one service as a process: until a signal ends it, or until it fails. Stateless.
///
/// A service whose loop has failed ends the process: a supervisor starts a new one, which is better
/// than one that lives on half dead.
public final class ServiceProcess {

    private static final Logger log = LoggerFactory.getLogger(ServiceProcess.class);

    private ServiceProcess() {}

    /// Starts the service and blocks until it ends.
    ///
    /// @return the exit status: 1 when it failed, 2 when it could not start; a signal ends the
    ///   process itself
    public static int run(String name, Supplier<RunningService> start) {
        RunningService service;
        try {
            service = start.get();
        } catch (StartException | BadSettingsException e) {
            System.err.println(name + ": " + e.getMessage());
            return 2;
        } catch (RuntimeException e) {
            log.error("{} can't start", name, e);
            return 1;
        }
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().name("shutdown").unstarted(service::close));
        try {
            service.failure().get();
            return 0;
        } catch (ExecutionException e) {
            log.error("{} has failed and ends", name, e.getCause());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }
}
