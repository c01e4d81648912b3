package id.sahut.webhooks.common.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.sahut.webhooks.common.ops.RunningService;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class ServiceProcessTest {

    private static final String LAST_LINE =
            "thing: has failed and ends, for its supervisor to start it again: java.lang.IllegalStateException: a loop is broken";

    /// What it did before it ended. Immutable.
    private record Ended(int status, List<String> lines) {}

    @Test
    void aServiceThatFailsEndsTheProcessAndTheLastLineSaysWhy() throws Exception {
        var ended = run(Duration.ofSeconds(30), false);

        assertThat(ended.status).isEqualTo(1);
        assertThat(ended.lines).contains("is closed").last().isEqualTo(LAST_LINE);
    }

    @Test
    void oneThatCantBeClosedIsHaltedAndTheLastLineIsTheSame() throws Exception {
        var ended = run(Duration.ofSeconds(1), true);

        assertThat(ended.status).isEqualTo(1);
        assertThat(ended.lines)
                .contains("does not end by itself and is halted")
                .last()
                .isEqualTo(LAST_LINE);
    }

    @Test
    void aLogFormatThatThereIsNotIsRefused() {
        assertThatCode(() -> ServiceProcess.requireFormat(null)).doesNotThrowAnyException();
        assertThatCode(() -> ServiceProcess.requireFormat("json")).doesNotThrowAnyException();
        assertThatThrownBy(() -> ServiceProcess.requireFormat("xml"))
                .hasMessage("SAHUT_LOG_FORMAT is one of text, json, not 'xml'");
    }

    private static Ended run(Duration toEnd, boolean hangs)
            throws IOException, InterruptedException {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx64m",
                                "-XX:TieredStopAtLevel=1",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Failing.class.getName(),
                                toEnd.toString(),
                                String.valueOf(hangs))
                        .redirectErrorStream(true)
                        .start();
        try {
            List<String> lines = process.inputReader().lines().toList();
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
            return new Ended(process.exitValue(), lines);
        } finally {
            process.destroyForcibly();
        }
    }

    /// A process whose service fails at once, and may not be possible to close.
    static final class Failing {

        private Failing() {}

        static void main(String[] arguments) {
            var service = new Service(Boolean.parseBoolean(arguments[1]));
            System.exit(ServiceProcess.run("thing", () -> service, Duration.parse(arguments[0])));
        }
    }

    private record Service(boolean hangs) implements RunningService {

        @Override
        public CompletableFuture<Void> failure() {
            return CompletableFuture.failedFuture(new IllegalStateException("a loop is broken"));
        }

        @Override
        public void close() {
            if (hangs) {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
            System.err.println("is closed");
        }
    }
}
