package id.sahut.webhooks.standalone.replay;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;

/// A topic that is read to send again what is in it.
interface Source {

    /// How long Kafka is asked for something.
    Duration ASK_FOR = Duration.ofSeconds(15);

    String topic();

    /// The name of the groups that keep runs' positions, and of their transactions, but for the
    /// selection.
    String role();

    /// The name under which one run at a time writes.
    ///
    /// @param group the run's own
    String exclusive(String group);

    /// The deliveries that a record makes, each with what decides whether it is wanted.
    List<Found> deliveries(ConsumerRecord<byte[], byte[]> record);

    /// Where reading ends in a run that begins at this moment.
    Map<TopicPartition, Long> ends(Admin admin, Collection<TopicPartition> partitions)
            throws ExecutionException, TimeoutException, InterruptedException;

    /// Whether a run that has ended goes on with what came later: else it is over for good.
    boolean goesOn();

    /// @param record to be written; its headers say that it is meant to come again
    record Found(Selection.Candidate candidate, ProducerRecord<byte[], byte[]> record) {}
}
