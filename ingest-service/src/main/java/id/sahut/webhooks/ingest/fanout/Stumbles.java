package id.sahut.webhooks.ingest.fanout;

import id.sahut.webhooks.common.loop.StartingPoints;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Partitions in which a process before this one began where this one does, and got no further: it
/// may have died of what lies there. Confined to the fan-out loop's thread.
///
/// Each process that begins where something is to be read says so with the position that it
/// commits. Who finds that said does not read on: others read the next of it on trial ([Trials]).
/// What they could read is then read here, one record at a time; what they died of is set aside.
///
/// ```
///   committed 17 ──begins──► 17 begun ──reads──► committed 42
///                              │ dies
///                              └──begins again──► on trial ──► one at a time ──► set aside ──► on
/// ```
final class Stumbles implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Stumbles.class);

    private static final String BEGUN = ";begun";

    /// More than a process can have read before it died, and not committed.
    private static final int MAX_TRIED = 1_000;

    private static final Duration POLL = Duration.ofMillis(100);

    private final Searching searching;
    private final Supplier<Consumer<byte[], byte[]>> careful;
    private final Map<TopicPartition, Held> held = new HashMap<>();

    /// Who looks for what can't be read.
    interface Searching extends AutoCloseable {

        /// @param from the first record to be tried
        /// @param until the last one's offset and one
        /// @param end of the log
        CompletableFuture<Stretch> find(TopicPartition partition, long from, long until, long end);

        @Override
        void close();
    }

    /// What the loop is to do next about a partition that is held.
    sealed interface Step {

        /// To deal with the next record, or with none, as with a batch.
        record Take(ConsumerRecords<byte[], byte[]> records) implements Step {}

        /// To set aside what lies there, and to read on behind it.
        record SetAside(TopicPartition partition, long from, long until) implements Step {}

        /// To read on there as ever.
        record ReadOn(TopicPartition partition, long position) implements Step {}
    }

    private static final class Held {
        private final CompletableFuture<Stretch> stretch;
        private final long from;
        private Optional<Consumer<byte[], byte[]>> consumer = Optional.empty();

        private Held(CompletableFuture<Stretch> stretch, long from) {
            this.stretch = stretch;
            this.from = from;
        }

        private void end() {
            stretch.cancel(false);
            consumer.ifPresent(Consumer::close);
        }
    }

    /// @param careful makes a consumer that takes one record at a time
    Stumbles(Searching searching, Supplier<Consumer<byte[], byte[]>> careful) {
        this.searching = searching;
        this.careful = careful;
    }

    /// A position's metadata without what is said here.
    static String withoutMark(String metadata) {
        return metadata.endsWith(BEGUN)
                ? metadata.substring(0, metadata.length() - BEGUN.length())
                : metadata;
    }

    /// The position as whoever begins there commits it.
    static OffsetAndMetadata begun(OffsetAndMetadata position) {
        return new OffsetAndMetadata(
                position.offset(), position.leaderEpoch(), position.metadata() + BEGUN);
    }

    /// A partition is read on from there.
    ///
    /// @return whether it is held: it is to stay paused
    boolean begin(TopicPartition partition, StartingPoints.Place place) {
        boolean isSaid = place.committed().map(it -> it.metadata().endsWith(BEGUN)).orElse(false);
        if (!isSaid || place.end() <= place.offset()) {
            return false;
        }
        log.info(
                "a process before this one began in {} at {} and got no further: that is read on trial first",
                partition,
                place.offset());
        long until = Math.min(place.end(), place.offset() + MAX_TRIED);
        held.put(
                partition,
                new Held(
                        searching.find(partition, place.offset(), until, place.end()),
                        place.offset()));
        return true;
    }

    /// Others read these now.
    void forget(Collection<TopicPartition> partitions) {
        partitions.forEach(it -> Optional.ofNullable(held.remove(it)).ifPresent(Held::end));
    }

    /// Those that are to stay paused.
    Set<TopicPartition> held() {
        return held.keySet();
    }

    /// What to do now, if anything; it takes a tenth of a second at most.
    Optional<Step> next() {
        for (Iterator<Map.Entry<TopicPartition, Held>> all = held.entrySet().iterator();
                all.hasNext(); ) {
            Map.Entry<TopicPartition, Held> one = all.next();
            if (one.getValue().stretch.isDone()) {
                Step step = next(one.getKey(), one.getValue());
                if (!(step instanceof Step.Take)) {
                    one.getValue().end();
                    all.remove();
                }
                return Optional.of(step);
            }
        }
        return Optional.empty();
    }

    @Override
    public void close() {
        held.values().forEach(Held::end);
        searching.close();
    }

    private Step next(TopicPartition partition, Held one) {
        if (one.stretch.isCompletedExceptionally()) {
            log.warn(
                    "{} could not be read on trial and is read as ever: {}",
                    partition,
                    one.stretch.exceptionNow().toString());
            return new Step.ReadOn(partition, one.from);
        }
        Stretch stretch = one.stretch.join();
        long position = stretch.from();
        if (stretch.readable() > stretch.from()) {
            var consumer = one.consumer.orElseGet(() -> open(partition, one));
            position = consumer.position(partition);
            if (position < stretch.readable()) {
                return new Step.Take(consumer.poll(POLL));
            }
        }
        return stretch.isWhole()
                ? new Step.ReadOn(partition, position)
                : new Step.SetAside(partition, stretch.readable(), stretch.next());
    }

    private Consumer<byte[], byte[]> open(TopicPartition partition, Held one) {
        Consumer<byte[], byte[]> consumer = careful.get();
        one.consumer = Optional.of(consumer);
        consumer.assign(List.of(partition));
        consumer.seek(partition, one.from);
        return consumer;
    }
}
