package id.sahut.webhooks.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

final class ClusterProbeTest {

    private static final Logger LOG = (Logger) LoggerFactory.getLogger(ClusterProbe.class);

    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    private final AtomicLong nanos =
            new AtomicLong(Long.MAX_VALUE - 5); // nanoTime may pass its end
    private final AtomicReference<@Nullable Exception> answer = new AtomicReference<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final ClusterProbe probe =
            new ClusterProbe(
                    "b1:9092",
                    () -> {
                        switch (answer.get()) {
                            case null -> {}
                            case ExecutionException e -> throw e;
                            case RuntimeException e -> throw e;
                            case Exception e -> throw new AssertionError(e);
                        }
                    },
                    nanos::get);

    @BeforeEach
    void listen() {
        probe.register("ingest", meters);
        lines.start();
        LOG.addAppender(lines);
    }

    @AfterEach
    void stop() {
        LOG.detachAppender(lines);
        probe.close();
    }

    @Test
    void untilTheFirstAnswerItSaysThatItWaitsAndForWhom() {
        away();
        pass(Duration.ofSeconds(3));

        assertThat(probe.waiting())
                .contains("waits for Kafka at b1:9092, which has not answered yet, for 3 s");
        assertThat(probe.problem()).isEqualTo(probe.waiting());
        assertThat(up()).isZero();
        here();
        assertThat(probe.waiting()).isEmpty();
        assertThat(probe.problem()).isEmpty();
        assertThat(up()).isOne();
    }

    @Test
    void aClusterThatGoesAndComesBackIsSaidOnceEach() {
        here();
        for (int i = 0; i < 20; i++) {
            pass(Duration.ofSeconds(2));
            away();
        }
        assertThat(up()).isZero();
        assertThat(probe.problem()).contains("has not answered for 40 s");
        assertThat(probe.waiting()).as("it has answered once").isEmpty();
        for (int i = 0; i < 20; i++) {
            here();
            pass(Duration.ofSeconds(2));
        }

        assertThat(up()).isOne();
        assertThat(lines.list)
                .extracting(it -> it.getLevel() + " " + it.getFormattedMessage())
                .containsExactly(
                        "WARN Kafka at b1:9092 has not answered for 10 s; what needs it goes on once"
                                + " it is back: reason="
                                + failure(),
                        "INFO Kafka at b1:9092 answers again, after 40 s");
    }

    @Test
    void aShortSilenceIsNotWorthALine() {
        here();
        pass(Duration.ofSeconds(8));
        away();
        here();

        assertThat(lines.list).isEmpty();
        assertThat(up()).isOne();
    }

    @Test
    void whateverGoesWrongItAsksAgain() {
        answer.set(new IllegalStateException("the client was closed"));
        probe.ask();
        here();

        assertThat(probe.problem()).isEmpty();
    }

    @Test
    void whatIsFoundTwiceIsWrongAndSaidOnceUntilItIsMended() {
        var said = new AtomicReference<>(Optional.<String>empty());
        var cluster =
                new ClusterProbe.Cluster() {
                    @Override
                    public void ask() {}

                    @Override
                    public Optional<String> ask(ClusterProbe.Check check) {
                        return said.get();
                    }
                };
        try (var asked = new ClusterProbe("b1:9092", cluster, nanos::get)) {
            var found = new ClusterProbe.Found();
            ClusterProbe.Check check = _ -> Optional.empty();
            said.set(Optional.of("a topic is missing"));
            asked.ask(check, found);
            assertThat(found.wrong()).as("a broker may have just started").isEmpty();
            for (int i = 0; i < 3; i++) {
                asked.ask(check, found);
                assertThat(found.wrong()).contains("a topic is missing");
            }
            said.set(Optional.empty());
            asked.ask(check, found);
            assertThat(found.wrong()).isEmpty();
        }

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "a topic is missing; all goes on by itself afterwards",
                        "what was wrong is mended: a topic is missing");
    }

    private void here() {
        answer.set(null);
        probe.ask();
    }

    private void away() {
        answer.set(failure());
        probe.ask();
    }

    private static ExecutionException failure() {
        return new ExecutionException("no answer", new IllegalStateException());
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private double up() {
        return meters.get("sahut.kafka.up").tag("service", "ingest").gauge().value();
    }
}
