package id.sahut.webhooks.acceptance.bench;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.acceptance.process.SahutProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The bench as a user runs it, much smaller: that its books balance, not how fast anything is.
final class BenchIT {

    private static final Duration LIMIT = Duration.ofMinutes(3);

    @Test
    void aScenarioRunsItsBooksBalanceAndAScriptCanReadWhatItFound(@TempDir Path folder)
            throws IOException {
        Path file = folder.resolve("latency.json");
        var answer =
                SahutProcess.run(
                        LIMIT, "bench", "latency", "--scale", "0.02", "--json", file.toString());
        assertThat(answer.exit()).as(answer.err() + answer.out()).isZero();
        assertThat(answer.out()).startsWith("scenario  latency").contains("books balance");

        JsonNode report = JsonMapper.shared().readTree(Files.readString(file));
        assertThat(report.path("void").asBoolean(true)).isFalse();
        assertThat(report.path("problems").isEmpty()).isTrue();
        assertThat(report.path("method").isEmpty()).isFalse();
        assertThat(report.path("tables")).hasSizeGreaterThan(1);
        for (JsonNode table : report.path("tables")) {
            assertThat(answer.out()).contains(table.path("title").asString());
            assertThat(table.path("rows")).as(table.path("title").asString()).isNotEmpty();
        }
        assertThat(report.path("targets")).isNotEmpty();
        for (JsonNode target : report.path("targets")) {
            assertThat(target.path("figure").isNumber()).as(target.toString()).isTrue();
            assertThat(target.path("met").isBoolean()).as(target.toString()).isTrue();
        }
    }

    @Test
    void aScenarioThatThereIsNotIsRefusedInALineThatNamesThoseThereAre() {
        var answer = SahutProcess.run("bench", "nonsense");
        assertThat(answer.exit()).isEqualTo(2);
        assertThat(answer.err().lines())
                .singleElement()
                .asString()
                .startsWith("sahut: there is no scenario 'nonsense'; there are throughput, ")
                .contains("soak")
                .contains("memory");
    }
}
