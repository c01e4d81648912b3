package id.sahut.webhooks.dispatcher.outcome;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.dispatcher.verdict.Verdict;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.apache.kafka.clients.producer.ProducerRecord;

/// Turns endings into records. Immutable, safe for any thread.
public final class OutcomeRecords {

    private final TopicNames topics;
    private final InstantSource clock;

    public OutcomeRecords(TopicNames topics, InstantSource clock) {
        this.topics = topics;
        this.clock = clock;
    }

    List<ProducerRecord<byte[], byte[]>> of(List<Ending> endings) {
        var records = new ArrayList<ProducerRecord<byte[], byte[]>>(endings.size() * 2);
        for (Ending ending : endings) {
            switch (ending) {
                case Ending.Attempted(Work _, var attempt, var verdict) -> {
                    records.add(attempt.write(topics.attempts()));
                    add(verdict, DeliveryRecords::write, records);
                }
                case Ending.SetAside(Work _, var reason, var verdict) ->
                        add(
                                verdict,
                                (topic, delivery) ->
                                        DeliveryRecords.writeDeferred(
                                                topic, delivery, reason.label()),
                                records);
                case Ending.Unreadable(var record, var why, var _) ->
                        records.add(
                                DeliveryRecords.writeUnreadable(
                                        topics.expired(), record, why, clock.instant()));
            }
        }
        return records;
    }

    private void add(
            Verdict verdict,
            BiFunction<String, Delivery, ProducerRecord<byte[], byte[]>> parked,
            List<ProducerRecord<byte[], byte[]>> records) {
        switch (verdict) {
            case Verdict.Ended() -> {}
            case Verdict.Parked(var delivery, var tier) ->
                    records.add(parked.apply(topics.delay(tier), delivery));
            case Verdict.Expired(var delivery, var reason) ->
                    records.add(
                            DeliveryRecords.writeExpired(
                                    topics.expired(), delivery, reason, clock.instant()));
        }
    }
}
