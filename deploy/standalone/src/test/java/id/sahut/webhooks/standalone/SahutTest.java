package id.sahut.webhooks.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.standalone.command.Console;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

final class SahutTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void everyCommandHasHelpWithASentenceForItAndForEachOfItsOptions() {
        var open = new ArrayDeque<CommandLine>(List.of(commands()));
        int seen = 0;
        for (CommandLine next = open.poll(); next != null; next = open.poll()) {
            var spec = next.getCommandSpec();
            assertThat(spec.usageMessage().description()).as(spec.qualifiedName()).isNotEmpty();
            spec.options()
                    .forEach(it ->
                            assertThat(it.description())
                                    .as("%s %s", spec.qualifiedName(), it.longestName())
                                    .isNotEmpty());
            open.addAll(next.getSubcommands().values());
            assertThat(spec.findOption("--help")).as(spec.qualifiedName()).isNotNull();
            seen++;
        }
        assertThat(seen).isGreaterThan(8);
        assertThat(run("topics", "apply", "--help")).isZero();
        assertThat(out.toString()).contains("--dry-run").contains("--strimzi");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "demo --api ftp://x|Invalid value for option '--api': an API's address is http:// or https:// and a host, such as http://127.0.0.1:8080, not 'ftp://x'; see: sahut demo --help",
                "kafka --kafka-port 99999|Invalid value for option '--kafka-port': a port is from 0 (any free one) to 65535, not '99999'; see: sahut kafka --help",
                "topics apply --retry-delays 5s,1s|Invalid value for option '--retry-delays': each retry delay must be longer than the one before: 1s after 5s; see: sahut topics apply --help",
                "keys create --workspace ws_1 --label x --plan gold|Invalid value for option '--plan': a plan is one of starter, pro, business, not 'gold'; see: sahut keys create --help",
                "keys create --workspace acme --label x|Invalid value for option '--workspace': an id must be 'ws_' and 1 to 64 letters and digits, not 'acme'; see: sahut keys create --help",
                "deliveries list wh_1 --state broken|Invalid value for option '--state': a state is one of waiting, retrying, deferred, delivered, failed and cancelled, not 'broken'; see: sahut deliveries list --help",
                "deliveries list wh_1 --from noon|Invalid value for option '--from': a time is such as 2024-03-15T08:30:00Z, not 'noon'; see: sahut deliveries list --help",
                "deliveries list wh_1 --status 99|Invalid value for option '--status': a status is a code from 100 to 599, or a class such as 5xx, not '99'; see: sahut deliveries list --help",
                "nonsense|Unmatched argument at index 0: 'nonsense'; see: sahut --help",
                "keys|Missing required subcommand; see: sahut keys --help"
            })
    void whatIsNotUnderstoodIsSaidInOneLine(String commandAndComplaint) {
        int bar = commandAndComplaint.indexOf('|');
        var words = commandAndComplaint.substring(0, bar).split(" ", -1);
        assertThat(run(words)).isEqualTo(2);
        assertThat(err.toString().lines())
                .containsExactly("sahut: " + commandAndComplaint.substring(bar + 1));
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aClusterThatDoesNotAnswerIsSaidInOneLine() {
        assertThat(run("topics", "apply", "--bootstrap", "127.0.0.1:1")).isEqualTo(1);
        assertThat(err.toString().lines())
                .containsExactly(
                        "sahut: Kafka at 127.0.0.1:1 does not answer: is it running, and is that its address?");
    }

    @Test
    void aNodeOfSeveralThatDoesNotKnowWhichOneOrOfWhichIsSaidInOneLine() {
        assertThat(run("kafka", "--node-id", "2")).isEqualTo(1);
        assertThat(run("kafka", "--voters", "1@127.0.0.1:9093,2@127.0.0.1:9193")).isEqualTo(1);
        assertThat(run("kafka", "--node-id", "2", "--voters", "1@127.0.0.1:9093")).isEqualTo(1);
        String needsBoth =
                "sahut: one node of several needs both: --voters, the same for each of them, and --node-id, which of them this is";
        assertThat(err.toString().lines())
                .containsExactly(
                        needsBoth,
                        needsBoth,
                        "sahut: node 2 is not among the nodes '1@127.0.0.1:9093'");
    }

    @Test
    void anApiThatDoesNotAnswerIsSaidInOneLine() {
        assertThat(run("demo", "--api", "http://127.0.0.1:1")).isEqualTo(1);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .startsWith("sahut: no API answers at http://127.0.0.1:1: start everything with");
    }

    @Test
    void allThatIsWrongWithASettingsFileIsSaidInOneLine(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("bad.properties"), "sahut.htp.port=1\nx=y\n");
        assertThat(run("topics", "apply", "--strimzi", "--config", file.toString())).isEqualTo(1);
        assertThat(err.toString().lines())
                .singleElement()
                .asString()
                .contains("sahut.htp.port")
                .contains("x is not a setting");
    }

    @Test
    void aLogFormatThatThereIsNotIsSaidInOneLine() {
        var console =
                new Console(
                        new PrintWriter(out, true),
                        new PrintWriter(err, true),
                        Map.of("SAHUT_LOG_FORMAT", "xml"));

        assertThat(Sahut.commands(console).execute("up")).isEqualTo(1);

        assertThat(err.toString().lines())
                .containsExactly("sahut: SAHUT_LOG_FORMAT is one of text, json, not 'xml'");
    }

    @Test
    void strimziResourcesComeWithoutACluster() {
        assertThat(run("topics", "apply", "--strimzi", "--retry-delays", "1s", "--brokers", "1"))
                .isZero();
        assertThat(out.toString())
                .contains("topicName: sahut.deliveries.delay.1s\n")
                .contains("  replicas: 1\n")
                .doesNotContain("30m");
    }

    private int run(String... words) {
        return commands().execute(words);
    }

    private CommandLine commands() {
        return Sahut.commands(
                new Console(new PrintWriter(out, true), new PrintWriter(err, true), Map.of()));
    }
}
