package id.sahut.webhooks.common.kafka;

import id.sahut.webhooks.common.ops.StartException;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.metrics.JmxReporter;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// Makes every Kafka client of a process. Immutable, safe for any thread.
///
/// The numbers here are part of the guarantees and are explained where they stand.
public final class KafkaClients {

    /// After this silence a consumer's partitions go to another. Heartbeats every third of it.
    private static final Duration SESSION = Duration.ofSeconds(10);

    /// An open transaction of a killed process holds up readers for this long at most. Ours last
    /// some 20 ms.
    private static final Duration TRANSACTION = Duration.ofSeconds(10);

    /// A record that a producer has accepted is tried for as long as the process lives: giving up
    /// would lose it.
    private static final int DELIVERY_TIMEOUT_MS = Integer.MAX_VALUE;

    /// A transaction that begins while the broker still ends the last one is told to try again, and
    /// Kafka's clients double their pause each time: to 1 s, unless they are told not to.
    private static final int RETRY_BACKOFF_MAX_MS = 100;

    /// A broker takes any first sequence number of a producer that a partition has not seen. With
    /// two requests under way the second may so become the first, when a partition's leader comes
    /// up between them; the first is then refused as out of order for ever (KAFKA-15591), and
    /// everything waits for it.
    private static final int REQUESTS_IN_FLIGHT = 1;

    /// A request carries one batch of a partition, so with one under way at a time a batch has to
    /// hold what comes meanwhile.
    private static final int BATCH_BYTES = 128 * 1024;

    /// What is sent at one go should leave in one request, and not the first record by itself with
    /// the others waiting for its acknowledgement.
    private static final int LINGER_MS = 1;

    /// The end of a transaction sends what is left of it, so nobody waits this long.
    private static final int LINGER_IN_TRANSACTION_MS = 10;

    /// The largest record: what a topic of events lets in, with our headers around it.
    private static final int MAX_REQUEST_BYTES = 3 * 1024 * 1024;

    /// What one answer to a fetch brings. The clients read it into one array, and an array of more
    /// than half a region (of 1 MiB, with a heap of up to 2 GiB) makes G1 begin a collection of
    /// everything: with answers of up to 16 MiB, two a second, and an eighth of the dispatcher's
    /// processor time.
    private static final int FETCH_BYTES = 480 * 1024;

    /// How soon a follower hears of a topic's new partitions.
    private static final Duration METADATA_OF_VIEWS = Duration.ofSeconds(5);

    /// How long a broker holds a follower's fetch back. A question for the topic's end waits behind
    /// it, and what another broker sends meanwhile waits for the answer.
    private static final Duration FETCH_WAIT_OF_VIEWS = Duration.ofMillis(100);

    private static final Duration LEAVE = Duration.ofSeconds(5);

    private final KafkaSettings settings;
    private final Optional<String> instanceId;
    private final Optional<MeterRegistry> meters;

    /// @param instanceId a name that this process keeps over restarts, see `sahut.instance-id`
    public KafkaClients(KafkaSettings settings, Optional<String> instanceId) {
        this(settings, instanceId, Optional.empty());
    }

    /// @param meters where members of groups and producers tell of themselves
    public KafkaClients(KafkaSettings settings, Optional<String> instanceId, MeterRegistry meters) {
        this(settings, instanceId, Optional.of(meters));
    }

    private KafkaClients(
            KafkaSettings settings, Optional<String> instanceId, Optional<MeterRegistry> meters) {
        this.meters = meters;
        this.settings = settings;
        this.instanceId = instanceId;
    }

    public KafkaSettings settings() {
        return settings;
    }

    /// A member of a group that reads what is committed and commits by hand.
    ///
    /// @param group the group, such as `sahut.dispatcher`
    /// @param maxWait how long the broker may hold a fetch back when there is nothing new; a
    ///   partition that is resumed may have to wait that long
    /// @param maxPollRecords how many records one poll may return
    public Consumer<byte[], byte[]> groupConsumer(
            String group, Duration maxWait, int maxPollRecords) {
        var config = new HashMap<>(settings.forKind(KafkaSettings.Kind.CONSUMER));
        config.put(ConsumerConfig.GROUP_ID_CONFIG, group);
        config.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "classic");
        config.put(
                ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
                CoPartitionedAssignor.class.getName());
        config.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, (int) SESSION.toMillis());
        config.put(
                ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, (int) SESSION.dividedBy(3).toMillis());
        instanceId.ifPresent(
                id -> config.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, group + "." + id));
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) maxWait.toMillis());
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxPollRecords);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        tellOf(config);
        return consumer(config);
    }

    /// How a member of a group closes its consumer: it leaves at once, also when it has an instance
    /// id, so that others need not wait out its session. Without Kafka it gives up after 5 s.
    public static CloseOptions leaving() {
        return CloseOptions.timeout(LEAVE)
                .withGroupMembershipOperation(CloseOptions.GroupMembershipOperation.LEAVE_GROUP);
    }

    /// A reader of whole topics that belongs to no group and commits nothing.
    public Consumer<byte[], byte[]> viewConsumer() {
        return viewConsumer("read_uncommitted");
    }

    /// The same of a topic that is written in transactions: what was in one that was given up has
    /// never happened.
    public Consumer<byte[], byte[]> committedViewConsumer() {
        return viewConsumer("read_committed");
    }

    private Consumer<byte[], byte[]> viewConsumer(String isolation) {
        var config = new HashMap<>(settings.forKind(KafkaSettings.Kind.CONSUMER));
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, isolation);
        config.putIfAbsent(
                ConsumerConfig.METADATA_MAX_AGE_CONFIG, (int) METADATA_OF_VIEWS.toMillis());
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) FETCH_WAIT_OF_VIEWS.toMillis());
        return consumer(config);
    }

    /// A reader of single records, of any partition's: it belongs to no group, commits nothing, and
    /// fetches the one batch that its position is in. What was in a transaction it would read
    /// before that has ended, so it is for places that somebody has read from before.
    public Consumer<byte[], byte[]> recordConsumer() {
        var config = new HashMap<>(settings.forKind(KafkaSettings.Kind.CONSUMER));
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) FETCH_WAIT_OF_VIEWS.toMillis());
        config.put(
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1); // a whole batch comes anyway
        return consumer(config);
    }

    /// A reader of a stretch of a topic, of what is committed: it belongs to no group and commits
    /// nothing.
    public Consumer<byte[], byte[]> scanConsumer() {
        return consumer(scanConfig());
    }

    /// The same, batch by batch and record by record: for a stretch in which one may be larger than
    /// there is memory for.
    public Consumer<byte[], byte[]> carefulConsumer() {
        Map<String, Object> config = scanConfig();
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 1);
        config.put(
                ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 1); // a whole batch comes anyway
        return consumer(config);
    }

    /// The same for the first records of many partitions: it fetches no more of one than a batch or
    /// a few.
    public Consumer<byte[], byte[]> firstsConsumer() {
        Map<String, Object> config = scanConfig();
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 16 * 1024);
        return consumer(config);
    }

    /// A producer that acknowledges once all replicas in sync have the record.
    public Producer<byte[], byte[]> producer() {
        return producer(Map.of(), LINGER_MS);
    }

    /// The same; sending a record waits no longer than this for Kafka to be there, and then fails.
    public Producer<byte[], byte[]> producer(Duration longestBlock) {
        return producer(
                Map.of(ProducerConfig.MAX_BLOCK_MS_CONFIG, (int) longestBlock.toMillis()),
                LINGER_MS);
    }

    /// A producer for somebody who waits for the answer: what is not acknowledged within `limit` is
    /// given up and fails. A record that was already on its way may be written all the same. Kafka
    /// wants room for the linger between its two timeouts, so here there is none, whatever is set.
    public Producer<byte[], byte[]> promptProducer(Duration limit) {
        int toAccept = (int) limit.multipliedBy(2).dividedBy(5).toMillis();
        int toAcknowledge = (int) limit.toMillis() - toAccept;
        return producer(
                Map.of(
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, toAccept,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, toAcknowledge,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, toAcknowledge,
                        ProducerConfig.LINGER_MS_CONFIG, 0),
                0);
    }

    /// A producer for a command line, whose user can wait: for a cluster that is cold or far away,
    /// `limit` to be reached, and as long again to acknowledge.
    public Producer<byte[], byte[]> patientProducer(Duration limit) {
        int limitMs = (int) limit.toMillis();
        return producer(
                Map.of(
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, limitMs,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, limitMs,
                        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, limitMs,
                        ProducerConfig.LINGER_MS_CONFIG, 0),
                0);
    }

    /// A producer for transactions; a second one of the same role and instance shuts the first out.
    ///
    /// @param role what it is for, such as `sahut.dispatcher`
    /// @param fallbackInstance names it when the process has no `sahut.instance-id`
    /// @param longestBlock how long one of its calls waits for Kafka
    public Producer<byte[], byte[]> transactionalProducer(
            String role, String fallbackInstance, Duration longestBlock) {
        return transactionalProducer(
                role + "." + instanceId.orElse(fallbackInstance), longestBlock);
    }

    /// A producer for transactions in whatever process does this work now: one that has done it
    /// before is shut out.
    ///
    /// @param transactionalId the work's name
    /// @param longestBlock how long one of its calls waits for Kafka
    public Producer<byte[], byte[]> transactionalProducer(
            String transactionalId, Duration longestBlock) {
        return producer(
                Map.of(
                        ProducerConfig.MAX_BLOCK_MS_CONFIG,
                        (int) longestBlock.toMillis(),
                        ProducerConfig.TRANSACTIONAL_ID_CONFIG,
                        transactionalId,
                        ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
                        (int) TRANSACTION.toMillis()),
                LINGER_IN_TRANSACTION_MS);
    }

    /// @throws StartException when none can be made, as with an address that is none
    public Admin admin() {
        var config = new HashMap<>(settings.forKind(KafkaSettings.Kind.ADMIN));
        config.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, 5_000);
        config.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, 10_000);
        try {
            return Admin.create(config);
        } catch (KafkaException e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new StartException(
                    "no client can be made for Kafka at %s: %s"
                            .formatted(settings.bootstrapServers(), reason.getMessage()),
                    e);
        }
    }

    /// Beside whoever was asked already.
    private void tellOf(Map<String, Object> config) {
        meters.ifPresent(it -> {
            config.put(ClientMeters.REGISTRY, it);
            config.merge(
                    CommonClientConfigs.METRIC_REPORTER_CLASSES_CONFIG,
                    JmxReporter.class.getName() + "," + ClientMeters.class.getName(),
                    (theirs, _) -> theirs + "," + ClientMeters.class.getName());
        });
    }

    private Map<String, Object> scanConfig() {
        var config = new HashMap<>(settings.forKind(KafkaSettings.Kind.CONSUMER));
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) FETCH_WAIT_OF_VIEWS.toMillis());
        return config;
    }

    private static Consumer<byte[], byte[]> consumer(Map<String, Object> config) {
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.putIfAbsent(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, 256 * 1024);
        config.putIfAbsent(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        return new KafkaConsumer<>(
                config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private Producer<byte[], byte[]> producer(Map<String, Object> role, int lingerMs) {
        var config = new HashMap<>(settings.forKind(KafkaSettings.Kind.PRODUCER));
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, REQUESTS_IN_FLIGHT);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MS);
        config.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, MAX_REQUEST_BYTES);
        config.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, lingerMs);
        config.putIfAbsent(ProducerConfig.BATCH_SIZE_CONFIG, BATCH_BYTES);
        config.putIfAbsent(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 20);
        config.putIfAbsent(ProducerConfig.RETRY_BACKOFF_MAX_MS_CONFIG, RETRY_BACKOFF_MAX_MS);
        config.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        config.putAll(role);
        tellOf(config);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }
}
