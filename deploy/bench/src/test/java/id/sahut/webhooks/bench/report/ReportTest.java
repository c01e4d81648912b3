package id.sahut.webhooks.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

final class ReportTest {

    private final Report report = report(1);

    @Test
    void aPersonReadsMethodTablesAndTargets() {
        fill(report);
        assertThat(report.text())
                .isEqualTo(
                        """
                        scenario  example
                        machine   2 cores, 7,000 MiB, Java 25, Linux 6, 2026-11-23T00:00:00Z
                        method    It is only an example.

                        senders
                          sender      deliveries/s  peak memory MB
                          dispatcher         7,500             301
                          bare              15,000               -

                        met    rate: 0.50 (at least 0.45)
                        books balance: every delivery arrived, none twice without a reason
                        """);
    }

    @Test
    void aScriptReadsTheSame() {
        fill(report);
        JsonNode json = JsonMapper.shared().readTree(report.json());
        assertThat(json.path("scenario").asString()).isEqualTo("example");
        assertThat(json.path("void").asBoolean()).isFalse();
        assertThat(json.path("scale").asDouble()).isEqualTo(1);
        assertThat(json.path("machine").path("cores").asInt()).isEqualTo(2);
        assertThat(json.path("method").path(0).asString()).isEqualTo("It is only an example.");
        JsonNode rows = json.path("tables").path(0).path("rows");
        assertThat(rows.path(0).path("sender").asString()).isEqualTo("dispatcher");
        assertThat(rows.path(0).path("deliveries/s").asDouble()).isEqualTo(7_500.4);
        assertThat(rows.path(1).has("peak memory MB")).isFalse();
        JsonNode target = json.path("targets").path(0);
        assertThat(target.path("figure").asDouble()).isEqualTo(0.5);
        assertThat(target.path("at_least").asDouble()).isEqualTo(0.45);
        assertThat(target.path("met").asBoolean()).isTrue();
    }

    @Test
    void aRunWhoseBooksDoNotBalanceIsVoidAndSaysSo() {
        fill(report);
        report.problems(List.of());
        assertThat(report.isVoid()).isFalse();
        report.problems(List.of("http: 1 of 2 deliveries lost"));
        assertThat(report.isVoid()).isTrue();
        assertThat(report.text())
                .endsWith("VOID, the books do not balance:\n  http: 1 of 2 deliveries lost\n")
                .doesNotContain("books balance");
        JsonNode json = JsonMapper.shared().readTree(report.json());
        assertThat(json.path("void").asBoolean()).isTrue();
        assertThat(json.path("problems").path(0).asString())
                .isEqualTo("http: 1 of 2 deliveries lost");
    }

    @Test
    void aSmallerRunWarnsOfItsFigures() {
        assertThat(report(0.02).text()).contains("size      0.02 of the whole");
        assertThat(report.text()).doesNotContain("of the whole");
    }

    @Test
    void aRowHasACellForEachColumn() {
        var table = new Table("senders", "sender", "deliveries/s");
        assertThatThrownBy(() -> table.row(Cell.of("dispatcher")))
                .hasMessage("1 cells for 2 columns");
    }

    private static Report report(double scale) {
        return new Report(
                "example",
                new MachineFacts(2, 7_000, "25", "Linux 6", "2026-11-23T00:00:00Z"),
                scale);
    }

    private static void fill(Report report) {
        report.method("It is only an example.");
        report.add(
                new Table("senders", "sender", "deliveries/s", "peak memory MB")
                        .row(Cell.of("dispatcher"), Cell.of(7_500.4, 0), Cell.of(301))
                        .row(Cell.of("bare"), Cell.of(15_000), Cell.nothing()));
        report.add(Target.atLeast("rate", 0.5, 0.45, ""));
    }
}
