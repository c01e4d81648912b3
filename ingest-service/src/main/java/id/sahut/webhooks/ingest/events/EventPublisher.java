package id.sahut.webhooks.ingest.events;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.delivery.DeliveryHeaders;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.NewIds;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.ingest.write.Deadline;
import id.sahut.webhooks.ingest.write.PromptWriter;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/// Publishes events, byte for byte, and each idempotency key's under one id. Safe for any thread.
///
/// ```
///   claim the key ──► read it back ──► publish ──► say that it is published ──► answer
///                          │              ▲
///                 somebody was first ─────┴──► or their answer, or a conflict
/// ```
///
/// The topic's order decides who claimed first, so processes need not know of each other. After a
/// crash in between, a repeat publishes under the same id: nothing is lost, and what is doubled has
/// the same delivery ids.
final class EventPublisher {

    private final Wiring wiring;
    private final PromptWriter writer;
    private final NewIds ids;
    private final Turns turns = new Turns();

    /// What it works with.
    ///
    /// @param writer what it may take until a caller is answered is up to it
    record Wiring(
            TopicNames topics,
            PromptWriter writer,
            ClaimView claims,
            NewIds ids,
            InstantSource clock) {}

    EventPublisher(Wiring wiring) {
        this.wiring = wiring;
        this.writer = wiring.writer;
        this.ids = wiring.ids;
    }

    Publishing publish(WorkspaceId workspace, byte[] event) {
        try {
            EventId id = ids.event();
            return write(workspace, event, id, writer.begin())
                    ? new Publishing.Published(id)
                    : new Publishing.Unavailable();
        } catch (InterruptedException e) {
            return interrupted();
        }
    }

    Publishing publish(WorkspaceId workspace, byte[] event, IdempotencyKey key) {
        if (!wiring.claims.isCurrent()) {
            return new Publishing.Unavailable();
        }
        Deadline deadline = writer.begin();
        try {
            if (!turns.begin(key.fingerprint(), deadline)) {
                return new Publishing.Unavailable();
            }
            try {
                return new Request(workspace, event, key.fingerprint(), deadline).answer();
            } finally {
                turns.end(key.fingerprint());
            }
        } catch (InterruptedException e) {
            return interrupted();
        }
    }

    List<Publishing> publishAll(
            WorkspaceId workspace, List<byte[]> events, Optional<IdempotencyKey> key) {
        try {
            return key.isPresent()
                    ? eachUnder(key.get(), workspace, events)
                    : together(workspace, events);
        } catch (InterruptedException e) {
            return events.stream().map(_ -> interrupted()).toList();
        }
    }

    private List<Publishing> together(WorkspaceId workspace, List<byte[]> events)
            throws InterruptedException {
        var ids = new ArrayList<EventId>();
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>();
        for (byte[] event : events) {
            EventId id = this.ids.event();
            ids.add(id);
            records.add(record(workspace, event, id));
        }
        List<Boolean> written = writer.writeAll(records, writer.begin());
        return IntStream.range(0, ids.size())
                .<Publishing>mapToObj(i ->
                        written.get(i)
                                ? new Publishing.Published(ids.get(i))
                                : new Publishing.Unavailable())
                .toList();
    }

    /// Each goes its way beside the others; Kafka's client makes batches of what they write.
    private List<Publishing> eachUnder(
            IdempotencyKey key, WorkspaceId workspace, List<byte[]> events)
            throws InterruptedException {
        var answers = new ArrayList<Publishing>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting =
                    events.stream()
                            .map(event ->
                                    threads.submit(() -> publish(workspace, event, key.of(event))))
                            .toList();
            for (Future<Publishing> it : waiting) {
                answers.add(it.get());
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("an event could not be published", e.getCause());
        }
        return answers;
    }

    /// One request whose turn it is. Confined to the request's thread.
    private final class Request {
        private final WorkspaceId workspace;
        private final byte[] event;
        private final Fingerprint key;
        private final Fingerprint body;
        private final Deadline deadline;

        Request(WorkspaceId workspace, byte[] event, Fingerprint key, Deadline deadline) {
            this.workspace = workspace;
            this.event = event;
            this.key = key;
            this.body = Fingerprint.of(event);
            this.deadline = deadline;
        }

        Publishing answer() throws InterruptedException {
            Optional<Claim> known = wiring.claims.find(key);
            return known.isPresent() ? repeat(known.get()) : begin();
        }

        private Publishing begin() throws InterruptedException {
            var mine =
                    new Claim(
                            ids.event(),
                            body,
                            false,
                            wiring.clock.instant().truncatedTo(ChronoUnit.MILLIS));
            if (!claim(mine)) {
                return new Publishing.Unavailable();
            }
            Claim first = wiring.claims.find(key).orElse(mine);
            return first.eventId().equals(mine.eventId()) ? finish(mine) : lost(first);
        }

        /// What is last in the topic is what compaction leaves, and that is our claim now: it has
        /// to be the winner's again, and not in an earlier state than the winner's own last.
        private Publishing lost(Claim first) throws InterruptedException {
            Publishing answer = repeat(awaitFinished(first));
            boolean _ = claim(wiring.claims.find(key).orElse(first));
            return answer;
        }

        private Publishing repeat(Claim claim) throws InterruptedException {
            return switch (claim.judge(body)) {
                case CONFLICT -> new Publishing.Conflict();
                case REPEATED -> new Publishing.Published(claim.eventId());
                case UNFINISHED -> resume(awaitFinished(claim));
            };
        }

        private Publishing resume(Claim claim) throws InterruptedException {
            return claim.published() ? new Publishing.Published(claim.eventId()) : finish(claim);
        }

        /// A claim this young may be another process's that is about to publish.
        private Claim awaitFinished(Claim claim) throws InterruptedException {
            boolean isYoung = wiring.clock.instant().isBefore(claim.at().plus(writer.limit()));
            if (isYoung) {
                wiring.claims.awaitPublished(key, deadline.remaining(writer.limit().dividedBy(2)));
            }
            return wiring.claims.find(key).orElse(claim);
        }

        private Publishing finish(Claim claim) throws InterruptedException {
            if (!writer.isTimely(deadline) || !write(workspace, event, claim.eventId(), deadline)) {
                return new Publishing.Unavailable();
            }
            // The event is in Kafka, whatever comes of this.
            boolean _ = claim(claim.finished());
            return new Publishing.Published(claim.eventId());
        }

        private boolean claim(Claim claim) throws InterruptedException {
            String topic = wiring.topics.idempotencyKeys();
            Optional<RecordMetadata> place =
                    writer.write(ClaimRecords.write(topic, key, claim), deadline);
            return place.isPresent() && wiring.claims.awaitRead(place.get(), deadline.remaining());
        }
    }

    private boolean write(WorkspaceId workspace, byte[] event, EventId id, Deadline deadline)
            throws InterruptedException {
        return writer.write(record(workspace, event, id), deadline).isPresent();
    }

    private ProducerRecord<byte[], byte[]> record(WorkspaceId workspace, byte[] event, EventId id) {
        var record =
                new ProducerRecord<>(
                        wiring.topics.events(), workspace.value().getBytes(UTF_8), event);
        record.headers().add(DeliveryHeaders.EVENT_ID, id.value().getBytes(US_ASCII));
        return record;
    }

    private static Publishing interrupted() {
        Thread.currentThread().interrupt();
        return new Publishing.Unavailable();
    }
}
