package id.sahut.webhooks.ingest.payload;

import id.sahut.webhooks.common.delivery.RecordPlace;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.topics.TopicNames;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What was published, read from Kafka when somebody asks: nobody keeps a second copy. Safe for any
/// thread, which it blocks for 2 s at most.
public final class Payloads implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Payloads.class);

    /// As long as somebody likes to look at an empty page.
    private static final Duration LIMIT = Duration.ofSeconds(2);

    private final Recognition recognition;
    private final ConsumerPool consumers;
    private final Counter found;
    private final Counter gone;
    private final Counter unavailable;

    /// What it works with.
    ///
    /// @param nanoTime a monotonic clock, in nanoseconds
    public record Wiring(
            KafkaClients kafka, TopicNames topics, LongSupplier nanoTime, MeterRegistry meters) {}

    private Payloads(Wiring wiring) {
        this.recognition = new Recognition(wiring.topics);
        this.consumers = new ConsumerPool(wiring.kafka::recordConsumer, LIMIT, wiring.nanoTime);
        this.found = counter(wiring.meters, "found");
        this.gone = counter(wiring.meters, "gone");
        this.unavailable = counter(wiring.meters, "unavailable");
    }

    /// Connects to nothing before the first is read.
    public static Payloads open(Wiring wiring) {
        return new Payloads(wiring);
    }

    /// Reads the payload in a place, if what is expected still lies there.
    ///
    /// @param place among the events or the deliveries; in other topics there is none
    public Reading read(RecordPlace place, Expected expected) {
        Reading reading =
                recognition.covers(place.topic()) ? fetch(place, expected) : new Reading.Gone();
        switch (reading) {
            case Reading.Found _ -> found.increment();
            case Reading.Gone() -> gone.increment();
            case Reading.Unavailable() -> unavailable.increment();
        }
        return reading;
    }

    /// Who reads just now is waited for.
    @Override
    public void close() {
        consumers.close();
    }

    private Reading fetch(RecordPlace place, Expected expected) {
        return switch (consumers.fetch(place)) {
            case Fetched.Record(var record) -> recognition.of(record, expected);
            case Fetched.None() -> new Reading.Gone();
            case Fetched.Unknown(var why) -> {
                log.warn("a payload was not read: place={} reason={}", place, why);
                yield new Reading.Unavailable();
            }
        };
    }

    private static Counter counter(MeterRegistry meters, String result) {
        return Counter.builder("sahut.payload.reads")
                .description("Payloads looked for in Kafka, by what came of it")
                .tag("result", result)
                .register(meters);
    }
}
