package id.sahut.webhooks.common.process;

import id.sahut.webhooks.common.config.BadSettingsException;
import id.sahut.webhooks.common.kafka.Codecs;
import id.sahut.webhooks.common.ops.RunningService;
import id.sahut.webhooks.common.ops.StartException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one service as a process: until a signal ends it, or until it fails. Stateless.
///
/// A service whose loop has failed ends the process: a supervisor starts a new one, which is better
/// than one that lives on half dead.
public final class ServiceProcess {

    private static final Logger log = LoggerFactory.getLogger(ServiceProcess.class);

    /// Longer than an attempt may take, and its outcome to be written.
    private static final Duration TO_END = Duration.ofSeconds(30);

    private static final List<String> LOG_FORMATS = List.of("text", "json");

    private ServiceProcess() {}

    /// Starts the service and blocks until it ends.
    ///
    /// @return the exit status: 1 when it failed, 2 when it could not start; a signal ends the
    ///   process itself
    public static int run(String name, Supplier<RunningService> start) {
        return run(name, start, TO_END);
    }

    /// @param toEnd how long a service that has failed may take to close
    static int run(String name, Supplier<RunningService> start, Duration toEnd) {
        RunningService service;
        try {
            requireFormat(System.getenv("SAHUT_LOG_FORMAT"));
            Codecs.check();
            service = start.get();
        } catch (StartException | BadSettingsException e) {
            System.err.println(name + ": " + e.getMessage());
            return 2;
        } catch (RuntimeException e) {
            log.error("{} can't start", name, e);
            return 1;
        }
        var lastLine = new AtomicReference<Optional<String>>(Optional.empty());
        Runtime.getRuntime()
                .addShutdownHook(
                        Thread.ofPlatform()
                                .name("shutdown")
                                .unstarted(() -> {
                                    service.close();
                                    lastLine.get().ifPresent(System.err::println);
                                }));
        try {
            service.failure().get();
            return 0;
        } catch (ExecutionException e) {
            log.error("{} has failed and ends", name, e.getCause());
            String line =
                    "%s: has failed and ends, for its supervisor to start it again: %s"
                            .formatted(name, e.getCause());
            lastLine.set(Optional.of(line));
            haltUnlessItEndsWithin(toEnd, line);
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        }
    }

    /// With any other there would be no log at all.
    ///
    /// @param format of the log; null where nobody says which
    /// @throws StartException when there is no such format
    public static void requireFormat(@Nullable String format) {
        if (format != null && !LOG_FORMATS.contains(format)) {
            throw new StartException(
                    "SAHUT_LOG_FORMAT is one of %s, not '%s'"
                            .formatted(String.join(", ", LOG_FORMATS), format));
        }
    }

    /// What has failed may also be what its parts wait for when they are closed.
    private static void haltUnlessItEndsWithin(Duration toEnd, String lastLine) {
        Thread.ofPlatform()
                .name("halt")
                .daemon()
                .start(() -> {
                    LockSupport.parkNanos(toEnd.toNanos());
                    System.err.println("does not end by itself and is halted");
                    System.err.println(lastLine);
                    Runtime.getRuntime().halt(1);
                });
    }
}
