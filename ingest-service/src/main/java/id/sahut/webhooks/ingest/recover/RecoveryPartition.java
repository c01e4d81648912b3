package id.sahut.webhooks.ingest.recover;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.id.RecoveryId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.ingest.history.CatchUp;
import id.sahut.webhooks.ingest.history.Cursor;
import id.sahut.webhooks.ingest.history.History;
import id.sahut.webhooks.ingest.history.RecordedDelivery;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The recoveries of one partition, worked on by whoever owns it. Confined to the loop's thread.
///
/// ```
///   producer, which shuts the owner before out ─► read what it wrote last ─► page, page, page …
/// ```
///
/// What a page sends and how far it goes are one transaction: either both have happened or neither.
final class RecoveryPartition implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RecoveryPartition.class);
    private static final Duration ASK_FOR = Duration.ofSeconds(5);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);
    private static final Duration WRITE_AT_LEAST_EVERY = Duration.ofSeconds(5);

    private final TopicPartition partition;
    private final RecoveryLoop.Wiring wiring;
    private final Consumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> producer;
    private final RecoveryBook book = new RecoveryBook();
    private final Map<RecoveryId, Pace> paces = new HashMap<>();
    private final long end;
    private boolean knowsAll;

    /// When a recovery may go on, whether the history tells all that it needs, and what is open of
    /// it.
    private static final class Pace implements AutoCloseable {

        private CatchUp history;
        private long nextNanos;
        private long committedNanos;
        private @Nullable EventScan scan;

        Pace(CatchUp history, long nowNanos) {
            this.history = history;
            this.nextNanos = nowNanos;
            this.committedNanos = nowNanos;
        }

        @Override
        public void close() {
            if (scan != null) {
                scan.close();
                scan = null;
            }
        }
    }

    /// Shuts out whoever worked on it before.
    RecoveryPartition(
            TopicPartition partition,
            RecoveryLoop.Wiring wiring,
            Consumer<byte[], byte[]> consumer) {
        this.partition = partition;
        this.wiring = wiring;
        this.consumer = consumer;
        this.producer = wiring.producers().apply(partition.partition());
        try {
            producer.initTransactions();
            // What the owner before has committed ends here: there is no more of it to come.
            Long last = consumer.endOffsets(List.of(partition), ASK_FOR).get(partition);
            this.end = last == null ? Long.MAX_VALUE : last;
        } catch (RuntimeException e) {
            producer.close(Duration.ZERO);
            throw e instanceof TransactionalIdAuthorizationException ? notAllowed(e) : e;
        }
    }

    private RuntimeException notAllowed(RuntimeException failure) {
        return new KafkaException(
                "Kafka does not allow what recoveries need: Write on transactional id %s.%d; docs/operations.md says who needs which rights"
                        .formatted(
                                RecoveryKeeper.group(wiring.topics().prefix()),
                                partition.partition()),
                failure);
    }

    void read(ConsumerRecord<byte[], byte[]> record) {
        var _ = RecoveryRecords.read(record, book);
    }

    int unfinished() {
        return book.unfinished().size();
    }

    /// At most one page of each webhook's oldest recovery.
    void turn() {
        knowsAll = knowsAll || consumer.position(partition, ASK_FOR) >= end;
        if (!knowsAll) {
            return;
        }
        var webhooks = new HashSet<WebhookId>();
        for (RecoveryBook.Entry entry : book.unfinished()) {
            RecoveryWish wish = entry.wish();
            if (wish.stoppedAt().isPresent()) {
                finish(entry);
            } else if (webhooks.add(wish.webhook())) {
                goOn(entry);
            }
        }
    }

    @Override
    public void close() {
        paces.values().forEach(Pace::close);
        producer.close(Duration.ZERO);
    }

    private void goOn(RecoveryBook.Entry entry) {
        long now = wiring.nanoTime().getAsLong();
        Pace pace =
                paces.computeIfAbsent(
                        entry.wish().id(), _ -> new Pace(wiring.history().catchUp(), now));
        if (now - pace.nextNanos < 0) {
            return;
        }
        Optional<Webhook> webhook =
                wiring.webhooks().find(entry.wish().workspace(), entry.wish().webhook().value());
        if (webhook.isEmpty() && wiring.webhooks().isCurrent()) {
            finish(entry);
            return;
        }
        boolean isHeld = webhook.map(wiring.redrive()::isHeld).orElse(true);
        if (isHeld || !pace.history.isReached()) {
            pause(entry, pace, now);
            return;
        }
        page(entry, webhook.get(), pace)
                .ifPresentOrElse(
                        it -> {
                            if (isWorthWriting(it, entry, now - pace.committedNanos)) {
                                commit(entry.wish(), it);
                                pace.committedNanos = now;
                            }
                            pace.nextNanos =
                                    now + wiring.rate().pauseNanos(it.sent().size() + it.skipped());
                        },
                        () -> pause(entry, pace, now));
    }

    /// Most stretches of the events have nothing for a webhook in them. How far they go is written
    /// now and then: whoever takes over reads the last few again.
    private static boolean isWorthWriting(
            RecoveryPage page, RecoveryBook.Entry before, long sinceNanos) {
        return !page.sent().isEmpty()
                || page.skipped() > 0
                || page.progress().state() != before.progress().state()
                || page.progress().events().isPresent() != before.progress().events().isPresent()
                || sinceNanos > WRITE_AT_LEAST_EVERY.toNanos();
    }

    private Optional<RecoveryPage> page(RecoveryBook.Entry entry, Webhook webhook, Pace pace) {
        if (entry.progress().events().isPresent()) {
            return missed(entry, webhook, entry.progress().events().get(), pace);
        }
        return deliveries(entry, webhook, pace);
    }

    private Optional<RecoveryPage> deliveries(
            RecoveryBook.Entry entry, Webhook webhook, Pace pace) {
        RecoveryWish wish = entry.wish();
        RecoveryProgress before = entry.progress();
        if (before.after().isEmpty()) {
            Optional<Long> count = told(wiring.history().count(wish.question()));
            if (count.isEmpty()) {
                return Optional.empty();
            }
            before = before.found(count.get());
        }
        int size = wiring.rate().page();
        Optional<Cursor> after = before.after();
        RecoveryProgress from = before;
        return told(wiring.history().frozen(wish.question(), after, size + 1))
                .flatMap(found ->
                        found.isEmpty() && wish.states().missed()
                                ? beginWithMissed(wish, from, pace)
                                : page(from, found, size, wish.states().missed(), webhook));
    }

    /// What the fan-out has dealt with is known first, and then whether the history knows all that
    /// came of it: an event without a delivery has none, then.
    private Optional<RecoveryPage> beginWithMissed(
            RecoveryWish wish, RecoveryProgress from, Pace pace) {
        Optional<EventsRead> range = wiring.missed().range(wish);
        pace.history = wiring.history().catchUp();
        return range.map(it -> only(from.in(RecoveryState.RUNNING, now()).read(it, 0)));
    }

    private Optional<RecoveryPage> missed(
            RecoveryBook.Entry entry, Webhook webhook, EventsRead from, Pace pace) {
        if (pace.scan == null) {
            pace.scan = wiring.missed().open(entry.wish(), webhook, from);
        }
        Optional<EventScan.Stretch> stretch = pace.scan.next(wiring.rate().page());
        if (stretch.isEmpty()) {
            pace.close();
            return Optional.empty();
        }
        List<Delivery> missed = stretch.get().missed();
        EventsRead read = stretch.get().read();
        var state = read.isDone() ? RecoveryState.DONE : RecoveryState.RUNNING;
        return Optional.of(
                new RecoveryPage(
                        missed, 0, entry.progress().in(state, now()).read(read, missed.size())));
    }

    private Optional<RecoveryPage> page(
            RecoveryProgress from,
            List<RecordedDelivery> found,
            int size,
            boolean isMoreToCome,
            Webhook webhook) {
        return RecoveryPage.of(
                from,
                found.subList(0, Math.min(size, found.size())),
                found.size() <= size && !isMoreToCome,
                it -> wiring.redrive().again(webhook, it),
                now());
    }

    private void pause(RecoveryBook.Entry entry, Pace pace, long now) {
        pace.nextNanos = now + LOOK_AGAIN.toNanos();
        if (entry.progress().state() == RecoveryState.RUNNING) {
            commit(entry.wish(), only(entry.progress().in(RecoveryState.WAITING, now())));
        }
    }

    private void finish(RecoveryBook.Entry entry) {
        commit(entry.wish(), only(entry.progress().in(RecoveryState.STOPPED, now())));
    }

    private static RecoveryPage only(RecoveryProgress progress) {
        return new RecoveryPage(List.of(), 0, progress);
    }

    private Instant now() {
        return wiring.clock().instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /// What it throws ends the loop: whether it has happened is read from the topic then.
    private void commit(RecoveryWish wish, RecoveryPage page) {
        producer.beginTransaction();
        for (Delivery delivery : page.sent()) {
            var _ =
                    producer.send(
                            DeliveryRecords.writeResend(wiring.topics().deliveries(), delivery));
        }
        var _ =
                producer.send(
                        RecoveryRecords.write(wiring.topics().recoveries(), wish, page.progress()));
        producer.commitTransaction();
        book.progressed(wish.webhook(), wish.id(), page.progress());
        wiring.meters().sent(page.sent().size());
        wiring.meters().skipped(page.skipped());
        if (page.progress().state().isFinished()) {
            Pace pace = paces.remove(wish.id());
            if (pace != null) {
                pace.close();
            }
            log.info(
                    "a recovery is over: id={} webhook={} state={} sent={} skipped={}",
                    wish.id(),
                    wish.webhook(),
                    page.progress().state().label(),
                    page.progress().sent(),
                    page.progress().skipped());
        }
    }

    private static <T> Optional<T> told(History.Answer<T> answer) {
        return switch (answer) {
            case History.Answer.Told<T>(T told) -> Optional.of(told);
            case History.Answer.Unavailable<T>() -> Optional.empty();
        };
    }
}
