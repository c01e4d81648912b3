package id.sahut.webhooks.chaos.evidence;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.bench.load.Events;
import id.sahut.webhooks.common.attempt.AttemptRecord;
import id.sahut.webhooks.common.retry.RetryTiers;
import id.sahut.webhooks.common.topics.TopicNames;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/// What the topics hold of each event. Confined to the run's thread.
public final class Topics {

    private final Events events;
    private final TopicNames names;
    private final Set<String> delays;
    private final Counts fannedOut = new Counts();
    private final Counts expired = new Counts();
    private final Counts delivered = new Counts();
    private final Counts ended = new Counts();
    private final Set<String> steps = new HashSet<>();
    private final Counts parkedAgain = new Counts();
    private final Findings foreign = new Findings();

    public Topics(Events events, TopicNames names, RetryTiers tiers) {
        this.events = events;
        this.names = names;
        this.delays = Set.copyOf(names.delays(tiers));
    }

    /// Those whose records count.
    public List<String> names() {
        return Stream.concat(
                        Stream.of(names.deliveries(), names.expired(), names.attempts()),
                        delays.stream())
                .toList();
    }

    /// A committed record of one of the topics.
    public void read(ConsumerRecord<byte[], byte[]> record) {
        String topic = record.topic();
        if (topic.equals(names.attempts())) {
            attempt(record);
            return;
        }
        OptionalLong event = event(header(record, "event-id"));
        if (event.isEmpty()) {
            foreign.add(place(record) + " is of no event");
        } else if (topic.equals(names.deliveries())) {
            fannedOut.add(event.getAsLong());
        } else if (topic.equals(names.expired())) {
            expired.add(event.getAsLong());
            ended.add(event.getAsLong());
        } else if (delays.contains(topic)) {
            parked(event.getAsLong(), record);
        }
    }

    /// The same attempt parked twice, having been deferred as often, is two chains of retries;
    /// unless it was sent again.
    private void parked(long event, ConsumerRecord<byte[], byte[]> record) {
        String step =
                "%d %s %s %s"
                        .formatted(
                                event,
                                header(record, "resend"),
                                header(record, "attempt"),
                                header(record, "deferrals"));
        if (!steps.add(step)) {
            parkedAgain.add(event);
        }
    }

    private void attempt(ConsumerRecord<byte[], byte[]> record) {
        var attempt = AttemptRecord.read(record.value());
        var event = event(attempt.map(AttemptRecord::eventId).orElse(null));
        if (event.isEmpty()) {
            foreign.add(place(record) + " is an attempt of no event");
        } else if (attempt.orElseThrow().outcome().equals("delivered")) {
            delivered.add(event.getAsLong());
            ended.add(event.getAsLong());
        }
    }

    /// Whether each of so many events was fanned out, and has ended at least once. What is made of
    /// one that was fanned out twice may end later, or never: nobody is owed it twice.
    public boolean haveAllEnded(long published) {
        return fannedOut.events() == published && ended.events() == published;
    }

    /// Whether in addition all that was made of them has ended.
    public boolean isAtRest(long published) {
        return haveAllEnded(published) && ended.sum() == fannedOut.sum();
    }

    /// What is still missing, in words.
    public String unrest(long published) {
        return "%,d of %,d events fanned out %,d times, of which %,d were delivered and %,d expired"
                .formatted(
                        fannedOut.events(),
                        published,
                        fannedOut.sum(),
                        delivered.sum(),
                        expired.sum());
    }

    /// How many records the fan-out wrote of it.
    public int fannedOut(long event) {
        return fannedOut.of(event);
    }

    public int expired(long event) {
        return expired.of(event);
    }

    /// How many events expired.
    public long expiredEvents() {
        return expired.events();
    }

    /// How many attempts of it are on record as delivered.
    public int delivered(long event) {
        return delivered.of(event);
    }

    /// How often a step of its retries was parked once more than it should have been.
    public int parkedAgain(long event) {
        return parkedAgain.of(event);
    }

    /// Records that belong to nothing that was published.
    public Findings foreign() {
        return foreign;
    }

    private OptionalLong event(@Nullable String id) {
        return id == null ? OptionalLong.empty() : events.number(id);
    }

    private static @Nullable String header(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), UTF_8);
    }

    private static String place(ConsumerRecord<byte[], byte[]> record) {
        return "%s-%d at %d".formatted(record.topic(), record.partition(), record.offset());
    }
}
