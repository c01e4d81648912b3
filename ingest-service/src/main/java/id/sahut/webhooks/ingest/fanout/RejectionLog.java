package id.sahut.webhooks.ingest.fanout;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One line per rejected event, but no more than ten a second: a producer gone wrong must not fill
/// a disk. The rest is counted, and is in `events.rejected` with its reason. Confined to the loop's
/// thread.
final class RejectionLog {

    private static final Logger log = LoggerFactory.getLogger(RejectionLog.class);

    private static final Duration WINDOW = Duration.ofSeconds(1);
    private static final int MAX_LINES = 10;

    private final LongSupplier nanoTime;
    private long windowNanos;
    private int lines;
    private long unsaid;

    RejectionLog(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.windowNanos = nanoTime.getAsLong();
    }

    void rejected(FanOutResult.Reject rejection, ConsumerRecord<byte[], byte[]> record) {
        turn();
        if (lines == MAX_LINES) {
            unsaid++;
            return;
        }
        lines++;
        log.warn(
                "rejected an event: reason={} detail=\"{}\" topic={} partition={} offset={}",
                rejection.reason().label(),
                rejection.detail(),
                record.topic(),
                record.partition(),
                record.offset());
    }

    /// Called now and then: says how many went without a line once their second is over.
    void turn() {
        long now = nanoTime.getAsLong();
        if (now - windowNanos < WINDOW.toNanos()) {
            return;
        }
        if (unsaid > 0) {
            log.warn("rejected {} more events, each with its reason in its record", unsaid);
        }
        windowNanos = now;
        lines = 0;
        unsaid = 0;
    }
}
