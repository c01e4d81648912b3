package id.sahut.webhooks.ingest.fanout;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import id.sahut.webhooks.common.event.RejectionReason;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class RejectionLogTest {

    private static final FanOutResult.Reject REJECTION =
            new FanOutResult.Reject(RejectionReason.UNREADABLE_JSON, "not JSON");
    private static final long SECOND = 1_000_000_000;

    private final AtomicLong now = new AtomicLong();
    private final RejectionLog rejections = new RejectionLog(now::get);
    private final Logger logger = (Logger) LoggerFactory.getLogger(RejectionLog.class);
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    @BeforeEach
    void listen() {
        appender.start();
        logger.addAppender(appender);
    }

    @AfterEach
    void leave() {
        logger.detachAppender(appender);
    }

    @Test
    void aRejectedEventIsNamedByReasonAndPlace() {
        reject(1);

        assertThat(lines())
                .containsExactly(
                        "rejected an event: reason=unreadable_json detail=\"not JSON\" topic=t partition=3 offset=0");
    }

    @Test
    void beyondTenASecondTheyAreOnlyCounted() {
        reject(1_000);
        assertThat(lines()).hasSize(10);

        now.set(SECOND);
        rejections.turn();

        assertThat(lines())
                .hasSize(11)
                .last()
                .isEqualTo("rejected 990 more events, each with its reason in its record");
    }

    @Test
    void theNextSecondHasItsOwnLines() {
        reject(10);
        now.set(SECOND);
        reject(10);

        assertThat(lines()).hasSize(20).allMatch(it -> it.startsWith("rejected an event"));
    }

    private void reject(int times) {
        for (int i = 0; i < times; i++) {
            rejections.rejected(REJECTION, new ConsumerRecord<>("t", 3, i, null, null));
        }
    }

    private List<String> lines() {
        return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }
}
