package id.sahut.webhooks.common.ops;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

/// Holds `logback.xml` to what is said in it.
final class LogSettingsTest {

    /// Every transaction that begins while the broker still ends the last one would write a line.
    @Test
    void kafkasSenderDoesNotWarnOfWhatItTriesAgainByItself() throws Exception {
        var sender =
                Class.forName(
                        KafkaProducer.class.getPackageName() + ".internals.Sender",
                        false,
                        KafkaProducer.class.getClassLoader());
        LoggerContext context = configured();

        assertThat(context.getLogger(sender.getName()).getEffectiveLevel()).isEqualTo(Level.ERROR);
        assertThat(context.getLogger(KafkaProducer.class.getName()).getEffectiveLevel())
                .isEqualTo(Level.WARN);
        context.stop();
    }

    @Test
    void aValueWithLineBreaksStaysInItsLine() throws Exception {
        LoggerContext context = configured();
        var appender =
                (ConsoleAppender<ILoggingEvent>)
                        context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("STDERR");
        var event =
                new LoggingEvent(
                        "", context.getLogger("sahut.attempt"), Level.INFO, "ended", null, null);
        event.setKeyValuePairs(List.of(new KeyValuePair("host", "a\r\nb\nINFO forged")));

        String line = new String(appender.getEncoder().encode(event), UTF_8);

        assertThat(line.strip().lines()).hasSize(1);
        assertThat(line).contains("host=\"a b INFO forged\"");
        context.stop();
    }

    private static LoggerContext configured() throws JoranException {
        var context = new LoggerContext();
        var settings = new JoranConfigurator();
        settings.setContext(context);
        settings.doConfigure(
                Objects.requireNonNull(LogSettingsTest.class.getResource("/logback.xml")));
        return context;
    }
}
