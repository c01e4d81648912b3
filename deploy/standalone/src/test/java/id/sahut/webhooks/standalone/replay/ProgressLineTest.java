package id.sahut.webhooks.standalone.replay;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.standalone.command.Console;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProgressLineTest {

    private static final Run.Figures HALF = new Run.Figures(50, 100, 20, 0, false);

    private final AtomicLong clock = new AtomicLong();
    private final StringWriter err = new StringWriter();

    private ProgressLine line(boolean isTerminal) {
        var writer = new PrintWriter(err, true);
        return new ProgressLine(new Console(writer, writer, Map.of()), isTerminal, clock::get);
    }

    @Test
    void onATerminalALineIsWrittenOverFiveTimesASecond() {
        try (var line = line(true)) {
            line.show(HALF);
            assertThat(err.toString()).isEmpty();
            clock.addAndGet(Duration.ofMillis(200).toNanos());
            line.show(HALF);
            line.show(HALF);
        }

        assertThat(err.toString())
                .isEqualTo(
                        "\r[%s%s]  50 %%, 20 deliveries, 100/s %n"
                                .formatted("#".repeat(15), " ".repeat(15)));
    }

    @Test
    void elsewhereThereIsALineEveryTenSeconds() {
        try (var line = line(false)) {
            clock.addAndGet(Duration.ofSeconds(9).toNanos());
            line.show(HALF);
            assertThat(err.toString()).isEmpty();
            clock.addAndGet(Duration.ofSeconds(1).toNanos());
            line.show(HALF);
        }

        assertThat(err.toString()).isEqualTo(" 50 %%, 20 deliveries, 2/s%n".formatted());
    }
}
