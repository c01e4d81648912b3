package id.sahut.webhooks.acceptance.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import id.sahut.webhooks.acceptance.process.ChildProcess;
import id.sahut.webhooks.acceptance.process.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The rules for Prometheus: that they speak when they should and are silent when they should, by
/// Prometheus' own tool; that each is in the documents, and reads metrics that are.
final class AlertsIT {

    private static final Path TOOL = Path.of("/usr/bin/promtool");
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");
    private static final Pattern METRIC = Pattern.compile("\\b(sahut_\\w+)\\b");
    private static final Pattern DOCUMENTED = Pattern.compile("`(Sahut\\w+)`");

    private final Path folder = Repository.place("deploy/prometheus");
    private final Path rules = folder.resolve("alerts.yaml");
    private final Path metrics = Repository.place("docs/metrics.md");

    @Test
    void eachSpeaksWhenItShouldAndIsSilentInAQuietHour() {
        if (Files.notExists(TOOL)) {
            System.err.println("no promtool is installed: the alerts' rules are not tried");
        }
        assumeThat(TOOL).exists();
        run("check", "rules", rules.toString());
        run("test", "rules", folder.resolve("alerts-test.yaml").toString());
    }

    @Test
    void eachIsTriedAndDocumented() throws IOException {
        Set<String> alerts = found(ALERT, Files.readString(rules));
        assertThat(alerts).hasSizeGreaterThan(20);
        assertThat(found(DOCUMENTED, Files.readString(metrics))).isEqualTo(alerts);
        String tests = Files.readString(folder.resolve("alerts-test.yaml"));
        assertThat(found(Pattern.compile("- name: (Sahut\\w+)"), tests)).isEqualTo(alerts);
        assertThat(found(Pattern.compile("alertname: (\\w+), eval_time: 55m"), tests))
                .isEqualTo(alerts);
    }

    @Test
    void eachMetricIsDocumented() throws IOException {
        String documents = Files.readString(metrics);
        assertThat(found(METRIC, Files.readString(rules)))
                .allSatisfy(it ->
                        assertThat(documents)
                                .contains("| `" + it.replaceAll("_bucket$", "") + "`"));
    }

    private static Set<String> found(Pattern what, String text) {
        var found = new TreeSet<String>();
        for (Matcher next = what.matcher(text); next.find(); ) {
            found.add(next.group(1));
        }
        return found;
    }

    private static void run(String... words) {
        var command = new ArrayList<>(List.of(TOOL.toString()));
        command.addAll(List.of(words));
        try (var process = ChildProcess.startOthers("promtool", command, Map.of())) {
            int exit = process.awaitExit(LIMIT);
            assertThat(exit).as(process.stdout() + process.stderr()).isZero();
        }
    }
}
