package id.sahut.webhooks.bench.machine;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// How a run starts its JVMs: the same Java and the same classes as its own. Immutable.
///
/// @param classPath where all classes are
/// @param options of each JVM
public record Jvm(String classPath, List<String> options) {

    /// Copies the list.
    public Jvm {
        options = List.copyOf(options);
    }

    public static Jvm ofThisProcess() {
        return new Jvm(System.getProperty("java.class.path"), List.of());
    }

    /// The same for JVMs that live for minutes only: without the second compiler a start costs half
    /// of the processor time, and what runs afterwards costs more.
    public Jvm startedOften() {
        return new Jvm(classPath, List.of("-XX:TieredStopAtLevel=1"));
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
        command.addAll(this.options);
        command.addAll(options);
        command.addAll(List.of("-cp", classPath, mainClass));
        command.addAll(arguments);
        return List.copyOf(command);
    }
}
