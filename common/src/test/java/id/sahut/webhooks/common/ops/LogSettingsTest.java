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
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

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
        String line = encoded(context, "a\r\nb\nINFO forged");

        assertThat(line.strip().lines()).hasSize(1);
        assertThat(line).contains("host=\"a b INFO forged\"");
        context.stop();
    }

    @Test
    void aLineIsJsonWhereThatIsWanted() throws Exception {
        LoggerContext context = configured(Map.of("SAHUT_LOG_FORMAT", "json"));
        String line = encoded(context, "a\r\nb");

        assertThat(line.strip().lines()).hasSize(1);
        JsonNode json = JsonMapper.shared().readTree(line);
        assertThat(json.path("level").asString()).isEqualTo("INFO");
        assertThat(json.path("formattedMessage").asString()).isEqualTo("ended");
        assertThat(json.path("loggerName").asString()).isEqualTo("sahut.failed.attempt");
        assertThat(json.path("kvpList").path(0).path("host").asString()).isEqualTo("a\r\nb");
        context.stop();
    }

    @Test
    void attemptsThatSucceededCanBeLeftOut() throws Exception {
        LoggerContext all = configured();
        LoggerContext some = configured(Map.of("SAHUT_LOG_DELIVERED", "OFF"));

        assertThat(all.getLogger("sahut.delivered.attempt").isInfoEnabled()).isTrue();
        assertThat(some.getLogger("sahut.delivered.attempt").isInfoEnabled()).isFalse();
        assertThat(some.getLogger("sahut.failed.attempt").isInfoEnabled()).isTrue();
        all.stop();
        some.stop();
    }

    private static String encoded(LoggerContext context, String host) {
        var appender =
                (ConsoleAppender<ILoggingEvent>)
                        context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("STDERR");
        var event =
                new LoggingEvent(
                        "",
                        context.getLogger("sahut.failed.attempt"),
                        Level.INFO,
                        "ended",
                        null,
                        null);
        event.setKeyValuePairs(List.of(new KeyValuePair("host", host)));
        return new String(appender.getEncoder().encode(event), UTF_8);
    }

    private static LoggerContext configured() throws JoranException {
        return configured(Map.of());
    }

    private static LoggerContext configured(Map<String, String> variables) throws JoranException {
        var context = new LoggerContext();
        variables.forEach(context::putProperty);
        var settings = new JoranConfigurator();
        settings.setContext(context);
        settings.doConfigure(
                Objects.requireNonNull(LogSettingsTest.class.getResource("/logback.xml")));
        return context;
    }
}
