package id.sahut.webhooks.ingest.fanout;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.event.EventReader;
import id.sahut.webhooks.common.event.RejectionReason;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.loop.GroupLoop;
import id.sahut.webhooks.common.loop.StartingPoints;
import id.sahut.webhooks.common.loop.Stop;
import id.sahut.webhooks.common.ops.Health;
import id.sahut.webhooks.common.ops.Heartbeat;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.common.webhook.WebhookView;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Turns events into deliveries. Confined to the loop's thread.
///
/// ```
///   poll ──► decide each ──► send deliveries and rejections ──► all acknowledged ──► commit
///     ▲                                                                                │
///     └────────────────────────────────────────────────────────────────────────────────┘
/// ```
///
/// A batch's offsets are committed only when everything made of it is in Kafka, so nothing is lost;
/// a batch that was not committed is made again, under the same ids. While the group rebalances
/// nothing can be committed: what was fanned out meanwhile is owed, and paid at the first moment
/// that is possible, at the latest before its partition goes to another. What is owed is made again
/// after a kill, so it is 1,000 deliveries and a batch at most.
public final class FanOutLoop implements GroupLoop.Work {

    private static final Logger log = LoggerFactory.getLogger(FanOutLoop.class);
    private static final String ROLE = "fan-out";

    private static final Duration POLL = Duration.ofMillis(500);
    private static final Duration PAUSED_POLL = Duration.ofMillis(50);

    private static final Duration FETCH_WAIT = Duration.ofMillis(250);

    /// What is fanned out again after a crash: the events whose progress was not committed yet.
    private static final int MAX_BATCH = 100;

    /// What was fanned out since the last commit is fanned out again after a crash.
    private static final Duration COMMIT_EVERY = Duration.ofMillis(50);

    /// Or as soon as so many deliveries are owed.
    private static final int COMMIT_AFTER = 500;

    /// While so many deliveries are owed no more are made. The dispatcher knows 4,096 of each
    /// partition as repeats.
    private static final int MAX_OWED = 1_000;

    private static final Duration COMMIT = Duration.ofSeconds(10);

    /// How long sending one record may wait for Kafka.
    private static final Duration SEND = Duration.ofSeconds(5);

    /// A turn may wait half a minute for Kafka to say where to begin; while it waits for Kafka to
    /// take records the heart beats.
    private static final Duration TURN = Duration.ofMinutes(2);

    /// How long a closing loop waits for Kafka to take the batch in hand.
    private static final Duration LAST_BATCH = Duration.ofSeconds(10);

    private final Wiring wiring;
    private final Consumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> producer;
    private final FanOut fanOut;
    private final Outbox outbox;
    private final FanOutMeters meters;
    private final RejectionLog rejections;
    private final Heartbeat heartbeat;
    private final Stop stop;

    /// How far partitions were fanned out that have not been committed so far yet.
    private final Map<TopicPartition, OffsetAndMetadata> owed = new HashMap<>();

    /// Where it was said that this begins, and nothing has been fanned out yet.
    private final Map<TopicPartition, OffsetAndMetadata> begun = new HashMap<>();

    private final Replays replays = new Replays();
    private final Stumbles stumbles;
    private int owedDeliveries;

    /// Of the batch in hand.
    private int made;

    private long lastCommitNanos;
    private boolean committing;

    /// Of the deliveries owed, how many the commit under way is for.
    private int committingDeliveries;

    /// What the loop works with.
    public record Wiring(
            KafkaClients kafka,
            TopicNames topics,
            WebhookView webhooks,
            EventReader events,
            InstantSource clock,
            LongSupplier nanoTime) {}

    private FanOutLoop(Wiring wiring, MeterRegistry meters) {
        this.wiring = wiring;
        this.meters = new FanOutMeters(meters);
        this.rejections = new RejectionLog(wiring.nanoTime);
        this.heartbeat = new Heartbeat(wiring.nanoTime, TURN);
        this.fanOut =
                new FanOut(
                        wiring.events,
                        (workspace, type) ->
                                wiring.webhooks.subscribers(workspace, type).stream()
                                        .map(Webhook::id)
                                        .toList());
        this.producer = wiring.kafka.producer(SEND);
        this.consumer =
                wiring.kafka.groupConsumer(wiring.topics.prefix() + ROLE, FETCH_WAIT, MAX_BATCH);
        this.outbox = new Outbox(producer, heartbeat::beat, this::givesUp);
        this.stop = new Stop(wiring.nanoTime);
        this.stumbles = new Stumbles(new Trials(wiring.kafka), wiring.kafka::carefulConsumer);
    }

    /// Starts to fan out. Closed, it ends the batch in hand, commits it and leaves the group; while
    /// Kafka is away it waits for 10 s only, and what it then leaves is made again by the next.
    public static GroupLoop start(Wiring wiring, Health health, MeterRegistry meters) {
        var work = new FanOutLoop(wiring, meters);
        String group = wiring.topics.prefix() + ROLE;
        var loop =
                new GroupLoop(
                        ROLE,
                        new GroupLoop.Source(
                                work.consumer,
                                StartingPoints.of(
                                        work.consumer,
                                        wiring.kafka,
                                        group,
                                        wiring.nanoTime,
                                        meters),
                                List.of(wiring.topics.events())),
                        work.heartbeat,
                        work.stop,
                        work);
        health.live(ROLE, loop::liveness);
        health.ready(ROLE, loop::readiness);
        return loop.start();
    }

    @Override
    public void close() {
        try (stumbles) {
            closeProducer();
        }
    }

    /// Nobody may wait for what was not acknowledged: its events are not committed.
    private void closeProducer() {
        try {
            producer.close(Duration.ZERO);
        } catch (KafkaException e) {
            log.warn("the producer could not be closed in good order", e);
        }
    }

    /// Events that come before all webhooks are known would miss some of them.
    @Override
    public void prepare() {
        while (!stop.isAsked()) {
            heartbeat.beat();
            try {
                wiring.webhooks.caughtUp().get(POLL.toMillis(), TimeUnit.MILLISECONDS);
                return;
            } catch (TimeoutException e) {
                log.debug("the registry is still being read");
            } catch (ExecutionException e) {
                throw new IllegalStateException("the registry can't be read", e.getCause());
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }
    }

    @Override
    public Duration patience() {
        if (owesTooMuch()) {
            return PAUSED_POLL;
        }
        return owed.isEmpty() ? POLL : COMMIT_EVERY;
    }

    @Override
    public void turn(ConsumerRecords<byte[], byte[]> batch, Set<TopicPartition> awaited) {
        if (!wiring.webhooks.isAlive()) {
            throw new IllegalStateException("the registry is no longer followed");
        }
        take(batch);
        stumbles.next().ifPresent(this::take);
        if (owesTooMuch()) {
            commitNow();
        } else if (owedDeliveries >= COMMIT_AFTER
                || wiring.nanoTime.getAsLong() - lastCommitNanos >= COMMIT_EVERY.toNanos()) {
            commit();
        }
        regulate(awaited);
        rejections.turn();
    }

    private void take(ConsumerRecords<byte[], byte[]> batch) {
        if (batch.isEmpty() || !fanOut(batch)) {
            return;
        }
        batch.nextOffsets()
                .forEach((partition, next) ->
                        owed.put(partition, replays.committed(partition, next)));
        begun.keySet().removeAll(batch.nextOffsets().keySet());
        owedDeliveries += made;
        made = 0;
    }

    /// Goes on in a partition in which others have died.
    private void take(Stumbles.Step step) {
        switch (step) {
            case Stumbles.Step.Take(var records) -> take(records);
            case Stumbles.Step.ReadOn(var partition, long position) -> readOn(partition, position);
            case Stumbles.Step.SetAside(var partition, long from, long until) -> {
                if (setAside(partition, from, until)) {
                    readOn(partition, until);
                }
            }
        }
    }

    private void readOn(TopicPartition partition, long position) {
        consumer.seek(partition, position);
        consumer.resume(List.of(partition));
    }

    private boolean setAside(TopicPartition partition, long from, long until) {
        String detail =
                "offsets %d to %d of %s-%d, unpacked, are larger than %d MiB of memory take: nobody has read them"
                        .formatted(
                                from,
                                until - 1,
                                partition.topic(),
                                partition.partition(),
                                Trials.HEAP_MB);
        log.error("set aside: {}", detail);
        meters.rejected(RejectionReason.UNREADABLE_RECORD);
        var record =
                RejectedEvents.unread(
                        wiring.topics.eventsRejected(),
                        partition,
                        from,
                        new FanOutResult.Reject(RejectionReason.UNREADABLE_RECORD, detail),
                        wiring.clock.instant());
        if (!outbox.send(Outbox.Parcel.of(record)) || !outbox.settle()) {
            return false;
        }
        owed.put(partition, replays.committed(partition, new OffsetAndMetadata(until)));
        return true;
    }

    private boolean owesTooMuch() {
        return owedDeliveries >= MAX_OWED;
    }

    /// Reads on unless too much is owed.
    private void regulate(Set<TopicPartition> awaited) {
        if (owesTooMuch()) {
            consumer.pause(consumer.assignment());
            return;
        }
        var paused = new HashSet<>(consumer.paused());
        paused.removeAll(awaited);
        paused.removeAll(stumbles.held());
        consumer.resume(paused);
    }

    @Override
    public void begin(TopicPartition partition, StartingPoints.Place place) {
        replays.begin(partition, place);
        if (stumbles.begin(partition, place)) {
            consumer.pause(List.of(partition));
        } else if (place.end() > place.offset()) {
            sayBegun(partition, place);
        }
    }

    /// Who dies of what is read first has said where that was. A commit that fails does no harm:
    /// the next says it again.
    private void sayBegun(TopicPartition partition, StartingPoints.Place place) {
        OffsetAndMetadata position =
                replays.committed(
                        partition,
                        place.committed().orElseGet(() -> new OffsetAndMetadata(place.offset())));
        begun.put(partition, position);
        consumer.commitAsync(
                Map.of(partition, Stumbles.begun(position)),
                (_, failure) -> {
                    if (failure != null) {
                        log.debug("not said where this begins: {}", failure.toString());
                    }
                });
    }

    /// The new owner begins where the commits end, so this is the last moment for them.
    @Override
    public void revoked(Collection<TopicPartition> partitions) {
        takeBack(partitions);
        commitNow();
    }

    /// Who leaves in good order has not died there: what was said of that is owed.
    private void takeBack(Collection<TopicPartition> partitions) {
        for (TopicPartition partition : partitions) {
            OffsetAndMetadata position = begun.remove(partition);
            if (position != null) {
                owed.put(partition, position);
            }
        }
    }

    /// Others owe for these partitions from now on, or pay.
    @Override
    public void gone(Collection<TopicPartition> partitions) {
        owed.keySet().removeAll(partitions);
        begun.keySet().removeAll(partitions);
        replays.forget(partitions);
        stumbles.forget(partitions);
        if (owed.isEmpty()) {
            forgive();
        }
    }

    /// The group may be in the middle of a rebalance just when this member is to leave it.
    @Override
    public void end(GroupLoop.Polls polls) {
        takeBack(List.copyOf(begun.keySet()));
        while (!owed.isEmpty() && !givesUp()) {
            heartbeat.beat();
            consumer.pause(consumer.assignment());
            var _ = polls.poll(PAUSED_POLL); // what it may bring, nobody commits
            commitNow();
        }
    }

    /// @return false when the batch was given up
    private boolean fanOut(ConsumerRecords<byte[], byte[]> batch) {
        for (var record : batch) {
            if (!fanOut(record)) {
                return false;
            }
        }
        if (!outbox.settle()) {
            return false;
        }
        long now = wiring.clock.millis();
        batch.forEach(it -> meters.acknowledged(Duration.ofMillis(now - it.timestamp())));
        return true;
    }

    private boolean fanOut(ConsumerRecord<byte[], byte[]> record) {
        FanOutResult result = fanOut.decide(EventRecords.read(record));
        meters.decided(result);
        made += result instanceof FanOutResult.Deliver(var deliveries) ? deliveries.size() : 1;
        return switch (result) {
            case FanOutResult.Deliver(var deliveries) -> deliver(deliveries, record);
            case FanOutResult.Reject rejection -> outbox.send(rejected(rejection, record));
        };
    }

    private boolean deliver(List<Delivery> deliveries, ConsumerRecord<byte[], byte[]> record) {
        var refusal = new Refusal(record);
        boolean isReplay = replays.covers(record.topic(), record.partition(), record.offset());
        for (Delivery delivery : deliveries) {
            var written = DeliveryRecords.write(wiring.topics.deliveries(), delivery);
            if (isReplay) {
                DeliveryRecords.markAgain(written);
            }
            if (!outbox.send(new Outbox.Parcel(written, refusal::once))) {
                return false;
            }
        }
        return true;
    }

    private Outbox.Parcel rejected(
            FanOutResult.Reject rejection, ConsumerRecord<byte[], byte[]> event) {
        rejections.rejected(rejection, event);
        var written =
                RejectedEvents.write(
                        wiring.topics.eventsRejected(), event, rejection, wiring.clock.instant());
        return new Outbox.Parcel(
                written, () -> Optional.of(Outbox.Parcel.of(RejectedEvents.cut(written))));
    }

    /// What becomes of an event whose deliveries Kafka finds too large, because the topic takes
    /// less than was planned: it is rejected, once however many webhooks want it. Another event
    /// must not wait for it.
    private final class Refusal {
        private final ConsumerRecord<byte[], byte[]> event;
        private boolean isSaid;

        private Refusal(ConsumerRecord<byte[], byte[]> event) {
            this.event = event;
        }

        private Optional<Outbox.Parcel> once() {
            if (isSaid) {
                return Optional.empty();
            }
            isSaid = true;
            meters.rejected(RejectionReason.TOO_LARGE);
            String detail =
                    "a delivery of it is larger than %s takes"
                            .formatted(wiring.topics.deliveries());
            return Optional.of(
                    rejected(new FanOutResult.Reject(RejectionReason.TOO_LARGE, detail), event));
        }
    }

    /// Asks for a commit without waiting for it: what is to be fanned out next need not wait
    /// either.
    private void commit() {
        lastCommitNanos = wiring.nanoTime.getAsLong();
        if (owed.isEmpty() || committing) {
            return;
        }
        committing = true;
        committingDeliveries = owedDeliveries;
        consumer.commitAsync(Map.copyOf(owed), this::committed);
    }

    /// Called by polls and by [#commitNow], so on the loop's thread. A commit that fails does no
    /// harm: it is made again, or somebody else makes the deliveries again.
    private void committed(
            Map<TopicPartition, OffsetAndMetadata> offsets, @Nullable Exception failure) {
        committing = false;
        if (failure == null) {
            offsets.forEach(owed::remove);
            owedDeliveries = Math.max(0, owedDeliveries - committingDeliveries);
            committingDeliveries = 0;
        } else if (failure instanceof CommitFailedException) {
            gone();
        } else {
            log.debug("a commit was not confirmed and is made again: {}", failure.toString());
        }
    }

    /// Commits and waits for it.
    private void commitNow() {
        if (owed.isEmpty()) {
            return;
        }
        try {
            commitThoughWoken(Map.copyOf(owed));
            forgive();
        } catch (RebalanceInProgressException e) {
            log.debug("commits once the rebalance is over: {}", owed);
        } catch (CommitFailedException e) {
            gone();
        } catch (RetriableException e) {
            log.warn("a commit was not confirmed: {} {}", owed, e.toString());
        }
    }

    private void gone() {
        log.info("no longer in the group, whoever has the partitions goes on: {}", owed);
        forgive();
    }

    private void forgive() {
        owed.clear();
        owedDeliveries = 0;
        committingDeliveries = 0;
    }

    /// A wake-up is meant for polls; it is over once it has been thrown.
    private void commitThoughWoken(Map<TopicPartition, OffsetAndMetadata> offsets) {
        try {
            consumer.commitSync(offsets, COMMIT);
        } catch (WakeupException e) {
            log.debug("woken to close, and commits before that");
            consumer.commitSync(offsets, COMMIT);
        }
    }

    private boolean givesUp() {
        return stop.isAskedFor(LAST_BATCH);
    }
}
