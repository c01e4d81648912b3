package id.sahut.webhooks.bench.machine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How a run starts its JVMs: the same Java and the same classes as its own. Immutable.
///
/// @param classPath where all classes are
public record Jvm(String classPath) {

    public static Jvm ofThisProcess() {
        return new Jvm(System.getProperty("java.class.path"));
    }

    /// The command that runs a class.
    ///
    /// @param options more options of the JVM
    public List<String> command(
            String mainClass, int heapMb, List<String> options, List<String> arguments) {
        var command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx" + heapMb + "m",
                                "-XX:+UseG1GC",
                                "-XX:+UseCompactObjectHeaders",
                                "-XX:+ExitOnOutOfMemoryError",
                                "--enable-native-access=ALL-UNNAMED",
                                "--sun-misc-unsafe-memory-access=allow"));
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, mainClass));
        command.addAll(arguments);
        return List.copyOf(command);
    }
}
