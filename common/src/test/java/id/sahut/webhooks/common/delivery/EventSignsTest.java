package id.sahut.webhooks.common.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.EventId;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

final class EventSignsTest {

    private final ConsumerRecord<byte[], byte[]> record =
            new ConsumerRecord<>(
                    "sahut.events",
                    3,
                    17,
                    1_000,
                    TimestampType.LOG_APPEND_TIME,
                    0,
                    0,
                    new byte[0],
                    new byte[0],
                    new RecordHeaders(),
                    Optional.empty());

    @Test
    void theProducersOwnIdCounts() {
        say("event-id", "order-7");
        assertThat(EventSigns.of(record).eventId()).hasValue(new EventId("order-7"));
    }

    @Test
    void withoutOneItFollowsFromThePlace() {
        assertThat(EventSigns.of(record).eventId())
                .hasValue(DerivedIds.event("sahut.events", 3, 17, 1_000));
    }

    @Test
    void anIdThatCantTravelInAHeaderIsNone() {
        for (String id : List.of("", "two words", "é", "x".repeat(129))) {
            say("event-id", id);
            assertThat(EventSigns.of(record).eventId()).as(id).isEmpty();
        }
    }

    @Test
    void aTraceThatIsNoneIsNotPassedOn() {
        assertThat(EventSigns.of(record).traceparent()).isEmpty();
        say("traceparent", "00-x");
        assertThat(EventSigns.of(record).traceparent()).isEmpty();
        String trace = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        say("traceparent", trace);
        assertThat(EventSigns.of(record).traceparent()).hasValue(trace);
    }

    private void say(String name, String value) {
        record.headers().add(name, value.getBytes(UTF_8));
    }
}
