package id.sahut.webhooks.acceptance.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import id.sahut.webhooks.acceptance.process.ChildProcess;
import id.sahut.webhooks.acceptance.process.Programs;
import id.sahut.webhooks.acceptance.process.Repository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The unit for systemd, as systemd's own tool reads it: it is not started here.
final class SystemdIT {

    private static final String TOOL = "systemd-analyze";
    private static final String PROGRAM = "/opt/sahut-webhooks/bin/sahut";

    /// What the tool calls OK ends at 4.9 of 10, and a unit that says nothing has 9.6.
    private static final String EXPOSURE_IN_TENTHS = "25";

    @TempDir private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"ingest", "dispatcher", "scheduler"})
    void everyLineOfTheUnitIsUnderstood(String service) throws IOException {
        Path unit = unit();

        assertThat(
                        run(
                                "verify",
                                unit.resolveSibling("sahut@%s.service".formatted(service))
                                        .toString()))
                .isEmpty();
    }

    @Test
    void aServiceMayDoLittleBesideItsWork() throws IOException {
        String _ =
                run(
                        "security",
                        "--offline=true",
                        "--no-pager",
                        "--threshold=" + EXPOSURE_IN_TENTHS,
                        unit().toString());
    }

    /// With a program that is there.
    private Path unit() throws IOException {
        assumeTrue(Programs.exists(TOOL), TOOL + " is not there: the unit is not read");
        String text = Repository.document("deploy/systemd/sahut@.service");
        assertThat(text).contains("ExecStart=" + PROGRAM + " %i ");
        return Files.writeString(
                folder.resolve("sahut@.service"),
                text.replace(PROGRAM, Repository.launcher().toString()));
    }

    private static String run(String... arguments) {
        var command = new ArrayList<>(List.of(TOOL));
        command.addAll(List.of(arguments));
        try (var tool = ChildProcess.startOthers(TOOL, command, Map.of())) {
            int status = tool.awaitExit();
            assertThat(status).as(tool.stdout() + tool.stderr()).isZero();
            return tool.stderr();
        }
    }
}
