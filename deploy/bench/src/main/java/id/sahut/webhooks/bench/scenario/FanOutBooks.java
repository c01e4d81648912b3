package id.sahut.webhooks.bench.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.bench.load.Events;
import id.sahut.webhooks.bench.load.Fleet;
import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.EventId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Holds the deliveries that were written against the events that were published: each event for
/// each of its webhooks, once. A bit for each, so that millions fit. Confined to the run's thread.
final class FanOutBooks {

    private final String run;
    private final Events events;
    private final BitSet seen = new BitSet();
    private long twice;
    private long foreign;
    private String example = "";

    /// @param run named in what it finds
    FanOutBooks(String run, Events events) {
        this.run = run;
        this.events = events;
    }

    void written(ConsumerRecord<byte[], byte[]> record) {
        long place = place(record);
        if (place < 0) {
            foreign++;
            example = "partition %d offset %d".formatted(record.partition(), record.offset());
        } else if (seen.get((int) place)) {
            twice++;
        } else {
            seen.set((int) place);
        }
    }

    /// What does not balance; empty when all does.
    List<String> problems() {
        var problems = new ArrayList<String>();
        long missing = events.deliveries() - seen.cardinality();
        if (missing > 0) {
            problems.add(
                    "%s: %,d of %,d deliveries lost".formatted(run, missing, events.deliveries()));
        }
        if (twice > 0) {
            problems.add("%s: %,d deliveries made again".formatted(run, twice));
        }
        if (foreign > 0) {
            problems.add(
                    "%s: %,d records that follow from no event, such as %s"
                            .formatted(run, foreign, example));
        }
        return problems;
    }

    /// Which of the deliveries it is; -1 when its ids are not those of any.
    private long place(ConsumerRecord<byte[], byte[]> record) {
        String event = header(record, "event-id");
        var number = events.number(event);
        if (number.isEmpty()) {
            return -1;
        }
        Fleet fleet = events.fleet();
        int webhook = Fleet.number(new String(record.key(), UTF_8));
        var id = fleet.id(webhook);
        int first = events.workspace(number.getAsLong()) * fleet.perWorkspace();
        boolean isRight =
                id.value().equals(new String(record.key(), UTF_8))
                        && webhook >= first
                        && webhook < first + fleet.perWorkspace()
                        && DerivedIds.delivery(new EventId(event), id)
                                .value()
                                .equals(header(record, "delivery-id"));
        return isRight ? number.getAsLong() * fleet.perWorkspace() + webhook - first : -1;
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String key) {
        var header = record.headers().lastHeader(key);
        return header == null ? "" : new String(header.value(), UTF_8);
    }
}
