package id.sahut.webhooks.acceptance.tools;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.acceptance.process.ChildProcess;
import id.sahut.webhooks.acceptance.process.Repository;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Each service is one jar too, which has all that it needs in it.
class ServiceJarsIT {

    @ParameterizedTest
    @ValueSource(strings = {"ingest-service", "dispatcher-service", "retry-scheduler"})
    void eachRunsFromItsJarAlone(String module) {
        Path java = Path.of(System.getProperty("java.home"), "bin", "java");
        try (var process =
                ChildProcess.start(
                        module,
                        List.of(
                                java.toString(),
                                "-Xmx64m",
                                "-jar",
                                Repository.serviceJar(module).toString()),
                        Map.of("SAHUT_HTTP_PORT", "none"))) {
            assertThat(process.awaitExit()).isPositive();
            assertThat(process.stderr()).contains("sahut.http.port");
        }
    }
}
