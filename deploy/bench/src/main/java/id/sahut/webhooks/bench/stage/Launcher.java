package id.sahut.webhooks.bench.stage;

import id.sahut.webhooks.bench.machine.Child;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Starts the brokers and services of one run, as an operator would: a process each, the same
/// settings for all. Immutable.
///
/// @param folder for all that they keep and log
/// @param settings keys as in a settings file; they are passed on as environment variables
/// @param options of each service's JVM
public record Launcher(
        Program program, Path folder, Map<String, String> settings, List<String> options) {

    private static final int BROKER_HEAP_MB = 1024;

    /// Starts a broker, which may not serve yet: it says so with a line that begins with `ready`.
    ///
    /// @param name also of its folder, and of its log
    /// @param more options of the command
    public Child broker(String name, int heapMb, int port, List<String> more) {
        var arguments =
                new ArrayList<>(
                        List.of(
                                "--kafka-port",
                                String.valueOf(port),
                                "--data-dir",
                                folder.resolve(name).toString()));
        arguments.addAll(more);
        return Child.start(
                name,
                program.command(heapMb, List.of(), "kafka", arguments),
                Map.of(),
                folder.resolve(name + ".log"));
    }

    /// Starts the only broker, and waits until it serves.
    Child broker(int port) {
        var broker = broker("broker", BROKER_HEAP_MB, port, List.of());
        var _ = broker.awaitLine("ready");
        return broker;
    }

    /// Starts a service, which may not be ready yet.
    ///
    /// @param name of its log
    /// @param more settings for this one alone
    /// @param options more options of its JVM
    public Service service(
            Role role, String name, int port, Map<String, String> more, List<String> options) {
        var environment = new HashMap<String, String>();
        settings.forEach((key, value) -> environment.put(variable(key), value));
        more.forEach((key, value) -> environment.put(variable(key), value));
        environment.put("SAHUT_HTTP_HOST", "127.0.0.1");
        environment.put("SAHUT_HTTP_PORT", String.valueOf(port));
        var all = new ArrayList<>(this.options);
        all.addAll(options);
        var process =
                Child.start(
                        role.command(),
                        program.command(role.heapMb(), all, role.command(), List.of()),
                        environment,
                        folder.resolve(name + ".log"));
        return new Service(process, port);
    }

    private static String variable(String key) {
        return key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
    }
}
