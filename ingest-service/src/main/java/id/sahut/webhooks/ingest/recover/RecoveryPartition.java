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
import org.apache.kafka.common.TopicPartition;
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

    private final TopicPartition partition;
    private final RecoveryLoop.Wiring wiring;
    private final Consumer<byte[], byte[]> consumer;
    private final Producer<byte[], byte[]> producer;
    private final RecoveryBook book = new RecoveryBook();
    private final Map<RecoveryId, Pace> paces = new HashMap<>();
    private final long end;
    private boolean knowsAll;

    /// When a recovery may go on, and whether the history tells all that it needs.
    private static final class Pace {

        private final CatchUp history;
        private long nextNanos;

        Pace(CatchUp history, long nextNanos) {
            this.history = history;
            this.nextNanos = nextNanos;
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
            throw e;
        }
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
        page(entry, webhook.get())
                .ifPresentOrElse(
                        it -> {
                            commit(entry.wish(), it);
                            pace.nextNanos =
                                    now + wiring.rate().pauseNanos(it.sent().size() + it.skipped());
                        },
                        () -> pause(entry, pace, now));
    }

    private Optional<RecoveryPage> page(RecoveryBook.Entry entry, Webhook webhook) {
        var question = entry.wish().question();
        RecoveryProgress before = entry.progress();
        if (before.after().isEmpty()) {
            Optional<Long> count = told(wiring.history().count(question));
            if (count.isEmpty()) {
                return Optional.empty();
            }
            before = before.found(count.get());
        }
        int size = wiring.rate().page();
        Optional<Cursor> after = before.after();
        RecoveryProgress from = before;
        return told(wiring.history().frozen(question, after, size + 1))
                .flatMap(found -> page(from, found, size, webhook));
    }

    private Optional<RecoveryPage> page(
            RecoveryProgress from, List<RecordedDelivery> found, int size, Webhook webhook) {
        return RecoveryPage.of(
                from,
                found.subList(0, Math.min(size, found.size())),
                found.size() <= size,
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
            paces.remove(wish.id());
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
