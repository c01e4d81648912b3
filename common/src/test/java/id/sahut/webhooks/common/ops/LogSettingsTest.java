package id.sahut.webhooks.common.ops;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import java.util.Objects;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.junit.jupiter.api.Test;

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
        var context = new LoggerContext();
        var settings = new JoranConfigurator();
        settings.setContext(context);
        settings.doConfigure(
                Objects.requireNonNull(LogSettingsTest.class.getResource("/logback.xml")));

        assertThat(context.getLogger(sender.getName()).getEffectiveLevel()).isEqualTo(Level.ERROR);
        assertThat(context.getLogger(KafkaProducer.class.getName()).getEffectiveLevel())
                .isEqualTo(Level.WARN);
        context.stop();
    }
}
