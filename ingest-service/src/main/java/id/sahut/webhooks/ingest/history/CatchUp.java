package id.sahut.webhooks.ingest.history;

import id.sahut.webhooks.common.kafka.KafkaClients;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells when the history knows all that had happened when this was first asked: until then a
/// delivery that it does not tell of may be there all the same. Confined to whoever asks.
///
/// A database that was opened anew may have been made anew, and begins to catch up again.
public final class CatchUp {

    private static final Logger log = LoggerFactory.getLogger(CatchUp.class);
    private static final Duration ASK_FOR = Duration.ofSeconds(5);

    private final Supplier<Optional<Database>> open;
    private final KafkaClients kafka;
    private final List<String> topics;
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private @Nullable Database database;
    private boolean asked;
    private boolean reached;

    CatchUp(Supplier<Optional<Database>> open, KafkaClients kafka, List<String> topics) {
        this.open = open;
        this.kafka = kafka;
        this.topics = topics;
    }

    /// Blocks for 5 s at most; false also while the history or Kafka is away.
    public boolean isReached() {
        Optional<Database> now = open.get();
        if (now.isEmpty()) {
            return false;
        }
        if (!now.get().equals(database)) {
            database = now.get();
            asked = false;
            reached = false;
        }
        if (!reached) {
            reached = (asked || ask()) && hasPassedTheEnds(now.get());
        }
        return reached;
    }

    /// What is committed by now: what is still in a transaction has not happened yet.
    private boolean ask() {
        try (var admin = kafka.admin()) {
            var partitions = new HashMap<TopicPartition, OffsetSpec>();
            for (var topic :
                    admin.describeTopics(topics)
                            .allTopicNames()
                            .get(ASK_FOR.toMillis(), TimeUnit.MILLISECONDS)
                            .values()) {
                topic.partitions()
                        .forEach(it ->
                                partitions.put(
                                        new TopicPartition(topic.name(), it.partition()),
                                        OffsetSpec.latest()));
            }
            ends.clear();
            admin.listOffsets(partitions, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED))
                    .all()
                    .get(ASK_FOR.toMillis(), TimeUnit.MILLISECONDS)
                    .forEach((partition, end) -> ends.put(partition, end.offset()));
            asked = true;
            return true;
        } catch (ExecutionException | TimeoutException | KafkaException e) {
            log.warn("the topics' ends are not to be had: {}", e.toString());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private boolean hasPassedTheEnds(Database database) {
        try (var connection = database.reader();
                var progress = new Progress(connection)) {
            for (var end : ends.entrySet()) {
                OptionalLong next = progress.begin(end.getKey());
                if (end.getValue() > 0 && next.orElse(-1) < end.getValue()) {
                    return false;
                }
            }
            return true;
        } catch (SQLException e) {
            log.warn("how far the history has come is not to be had: {}", e.toString());
            return false;
        }
    }
}
