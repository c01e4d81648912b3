package id.sahut.webhooks.chaos.guarantee;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.bench.load.Events;
import id.sahut.webhooks.bench.load.Fleet;
import id.sahut.webhooks.chaos.cluster.Member;
import id.sahut.webhooks.chaos.cluster.Part;
import id.sahut.webhooks.chaos.evidence.Arrivals;
import id.sahut.webhooks.chaos.evidence.Evidence;
import id.sahut.webhooks.chaos.evidence.Post;
import id.sahut.webhooks.chaos.evidence.Topics;
import id.sahut.webhooks.chaos.fault.Fault;
import id.sahut.webhooks.chaos.fault.Kind;
import id.sahut.webhooks.chaos.fault.Struck;
import id.sahut.webhooks.common.attempt.AttemptRecord;
import id.sahut.webhooks.common.retry.RetryTiers;
import id.sahut.webhooks.common.topics.TopicNames;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// Evidence of a run that never was; times are in milliseconds from its beginning. Confined to a
/// test's thread.
final class Case {

    private static final TopicNames NAMES = new TopicNames("sahut.");
    private static final RetryTiers TIERS = RetryTiers.parse("1s,2s,3s,4s,5s");

    private final Events events = new Events(Fleet.ofOneEach("case", 10), "casee", 1_000);
    private final Arrivals arrivals = new Arrivals();
    private final Topics topics = new Topics(events, NAMES, TIERS);
    private final List<Struck> struck = new ArrayList<>();
    private long published;

    /// So many events whose only attempt was accepted at once, one each millisecond.
    static Case ofDelivered(int count) {
        var made = new Case();
        for (int event = 0; event < count; event++) {
            made.published(event).post(event, 1, event, event, true).delivered(event, 1);
        }
        return made;
    }

    static Case ofNothing() {
        return new Case();
    }

    /// Published, and fanned out once.
    Case published(long event) {
        published = Math.max(published, event + 1);
        return fannedOut(event);
    }

    Case publishedOnly(long event) {
        published = Math.max(published, event + 1);
        return this;
    }

    Case fannedOut(long event) {
        return read(NAMES.deliveries(), event, 0);
    }

    Case post(long event, int attempt, long arrived, long answered, boolean accepted) {
        var post = new Post(event, attempt, nanos(arrived), nanos(arrived), 0);
        arrivals.add(post);
        post.answered(accepted, nanos(answered));
        return this;
    }

    Case unanswered(long event, int attempt, long arrived) {
        arrivals.add(new Post(event, attempt, nanos(arrived), nanos(arrived), 0));
        return this;
    }

    Case delivered(long event, int attempt) {
        var record =
                new AttemptRecord(
                        "dlv_x",
                        events.event(event).value(),
                        null,
                        "wh_x",
                        null,
                        attempt,
                        "delivered",
                        200,
                        "answered 200",
                        Instant.EPOCH,
                        1,
                        null,
                        "none",
                        null,
                        0,
                        null,
                        null);
        var written = record.write(NAMES.attempts());
        topics.read(new ConsumerRecord<>(NAMES.attempts(), 0, 0, written.key(), written.value()));
        return this;
    }

    Case expired(long event) {
        return read(NAMES.expired(), event, 6);
    }

    Case parked(long event, int attempt) {
        return read(NAMES.delays(TIERS).getFirst(), event, attempt);
    }

    Case struck(Kind kind, Part part, long begin, long end) {
        var fault =
                new Fault(kind, new Member(part, 1), Duration.ZERO, Duration.ofMillis(end - begin));
        struck.add(new Struck(fault, nanos(begin), nanos(end)));
        return this;
    }

    Evidence evidence() {
        return new Evidence(
                published,
                arrivals,
                topics,
                struck,
                TIERS.all().stream().map(it -> it.delay()).toList());
    }

    private Case read(String topic, long event, int attempt) {
        var record = new ConsumerRecord<byte[], byte[]>(topic, 0, 0, new byte[0], new byte[0]);
        record.headers()
                .add("event-id", events.event(event).value().getBytes(UTF_8))
                .add("attempt", String.valueOf(attempt).getBytes(UTF_8))
                .add("deferrals", "0".getBytes(UTF_8));
        topics.read(record);
        return this;
    }

    private static long nanos(long millis) {
        return millis * 1_000_000;
    }
}
