package id.sahut.webhooks.acceptance.process;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Kafka's own command line tools, with the clients of their release; what else they need is on
/// this test's class path. Stateless.
public final class KafkaTools {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final Map<String, String> SCRIPTS =
            Map.of(
                    "kafka-acls.sh",
                    "org.apache.kafka.tools.AclCommand",
                    "kafka-console-consumer.sh",
                    "org.apache.kafka.tools.consumer.ConsoleConsumer",
                    "kafka-console-producer.sh",
                    "org.apache.kafka.tools.ConsoleProducer",
                    "kafka-consumer-groups.sh",
                    "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand");

    private KafkaTools() {}

    /// What `kafka-consumer-groups.sh` does.
    public static SahutProcess.Answer consumerGroups(String bootstrap, String... arguments) {
        var command =
                new ArrayList<>(
                        List.of(
                                java().toString(),
                                "-Xmx128m",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                classPath(),
                                "org.apache.kafka.tools.consumer.group.ConsumerGroupCommand",
                                "--bootstrap-server",
                                bootstrap));
        command.addAll(List.of(arguments));
        try (var process = ChildProcess.startOthers("kafka-consumer-groups", command, Map.of())) {
            int exit = process.awaitExit(LIMIT);
            return new SahutProcess.Answer(exit, process.stdout(), process.stderr());
        }
    }

    /// A folder with the tools as scripts, under the names that Kafka gives them.
    public static Path scripts(Path folder) throws IOException {
        for (var tool : SCRIPTS.entrySet()) {
            Path script = folder.resolve(tool.getKey());
            Files.writeString(
                    script,
                    """
                    #!/bin/sh
                    exec "%s" -Xmx128m -XX:TieredStopAtLevel=1 -Dlogback.configurationFile=logback.xml \\
                      -cp "$TOOLS_CLASS_PATH" %s "$@"
                    """
                            .formatted(java(), tool.getValue()));
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        return folder;
    }

    /// What the scripts need around them.
    public static Map<String, String> environment(Path scripts) {
        return Map.of(
                "PATH",
                scripts + File.pathSeparator + System.getenv("PATH"),
                "TOOLS_CLASS_PATH",
                classPath());
    }

    private static String classPath() {
        return String.join(
                File.pathSeparator,
                Repository.kafkaTools() + "/*",
                System.getProperty("java.class.path"));
    }

    private static Path java() {
        return Path.of(System.getProperty("java.home"), "bin", "java");
    }
}
