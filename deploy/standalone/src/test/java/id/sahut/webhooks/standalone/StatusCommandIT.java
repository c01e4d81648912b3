package id.sahut.webhooks.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.standalone.command.Console;
import id.sahut.webhooks.testing.TestCluster;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/// `sahut status` as an operator uses it.
final class StatusCommandIT {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void itTellsHowAClusterStandsOnWhichNothingRuns(@TempDir Path folder) throws Exception {
        try (var cluster = TestCluster.start(folder.resolve("kafka"))) {
            String config =
                    Files.writeString(
                                    folder.resolve("sahut.properties"),
                                    cluster.keys(Map.of()).entrySet().stream()
                                            .map(it -> it.getKey() + "=" + it.getValue())
                                            .collect(Collectors.joining("\n")))
                            .toString();

            assertThat(run("status", "--config", config)).as(err.toString()).isEqualTo(3);
            assertThat(out.toString().lines())
                    .contains(
                            "PROBLEM: nobody is in the group sahut.fan-out: what it does stands still",
                            "5s                  0            0  -");

            assertThat(run("status", "--json", "--config", config)).isEqualTo(3);
            assertThat(JsonMapper.shared().readTree(out.toString()).path("problems").size())
                    .isEqualTo(3);

            cluster.stopBroker();
            assertThat(run("status", "--config", config)).isEqualTo(1);
            assertThat(out.toString()).isEmpty();
            assertThat(err.toString().lines().filter(it -> it.startsWith("sahut: ")))
                    .singleElement()
                    .asString()
                    .startsWith("sahut: Kafka at 127.0.0.1:");
        }
    }

    private int run(String... words) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Sahut.commands(
                        new Console(
                                new PrintWriter(out, true), new PrintWriter(err, true), Map.of()))
                .execute(words);
    }
}
