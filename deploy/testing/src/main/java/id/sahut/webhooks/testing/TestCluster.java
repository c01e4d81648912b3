package id.sahut.webhooks.testing;

import id.sahut.webhooks.common.config.Settings;
import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.signing.WebhookSecret;
import id.sahut.webhooks.common.topics.TopicApply;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.common.topics.TopicPlan;
import id.sahut.webhooks.common.webhook.SecretBox;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.common.webhook.WebhookRecords;
import id.sahut.webhooks.embeddedkafka.EmbeddedKafka;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/// One broker with our topics. Confined to the test's thread.
public final class TestCluster implements AutoCloseable {

    private static final Duration FETCH_WAIT = Duration.ofMillis(100);
    private static final int MAX_POLL_RECORDS = 500;

    private final EmbeddedKafka.Options options;
    private EmbeddedKafka broker;
    private final Map<String, String> keys;
    private final KafkaClients clients;
    private final TopicNames topics;
    private final Producer<byte[], byte[]> producer;

    private TestCluster(
            EmbeddedKafka.Options options, EmbeddedKafka broker, Map<String, String> keys) {
        this.options = options;
        this.broker = broker;
        this.keys = keys;
        Settings settings = settings(Map.of());
        this.clients = new KafkaClients(settings.kafka(), Optional.empty());
        this.topics = settings.topics();
        TopicApply.apply(clients, TopicPlan.of(topics, settings.tiers()), System::nanoTime);
        this.producer = clients.producer();
    }

    /// With one retry, after 5 s.
    public static TestCluster start(Path folder) {
        return start(folder, "5s");
    }

    public static TestCluster start(Path folder, String retryDelays) {
        var options = EmbeddedKafka.Options.in(folder);
        return of(options, EmbeddedKafka.start(options), retryDelays);
    }

    /// With an authorizer, which allows everybody everything that no ACL is about.
    public static TestCluster startWithAuthorizer(Path folder) {
        var options = EmbeddedKafka.Options.in(folder);
        Map<String, String> authorizer =
                Map.of(
                        "authorizer.class.name",
                        "org.apache.kafka.metadata.authorizer.StandardAuthorizer",
                        "allow.everyone.if.no.acl.found",
                        "true");
        return of(options, EmbeddedKafka.start(options, authorizer), "5s");
    }

    /// With a way to the broker that can be made slow.
    public static TestCluster startBehind(KafkaProxy proxy, Path folder, String retryDelays) {
        var options = EmbeddedKafka.Options.in(folder).advertising(proxy.port());
        var broker = EmbeddedKafka.start(options);
        proxy.leadTo(broker.bootstrapServers());
        return of(options, broker, retryDelays);
    }

    private static TestCluster of(
            EmbeddedKafka.Options options, EmbeddedKafka broker, String retryDelays) {
        return new TestCluster(
                options,
                broker,
                Map.of(
                        "kafka.bootstrap.servers",
                        broker.bootstrapServers(),
                        "sahut.http.host",
                        "127.0.0.1",
                        "sahut.http.port",
                        "0",
                        "sahut.retry.delays",
                        retryDelays,
                        "sahut.history.enabled",
                        "false",
                        "sahut.encryption-key",
                        SecretBox.newKey(new Random(1))));
    }

    /// Kafka goes away, in good order.
    public void stopBroker() {
        broker.close();
    }

    /// It is back, at the same address and with everything that was there.
    public void startBroker() {
        String address = broker.bootstrapServers();
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        broker = EmbeddedKafka.start(options.withPort(port));
    }

    /// What a service on this cluster is told, and what differs from that.
    public Settings settings(Map<String, String> more) {
        return Settings.load(Optional.empty(), Map.of(), keys(more));
    }

    /// The same, for a process of its own.
    public Map<String, String> keys(Map<String, String> more) {
        var all = new HashMap<>(keys);
        all.putAll(more);
        return Map.copyOf(all);
    }

    public KafkaClients clients() {
        return clients;
    }

    public TopicNames topics() {
        return topics;
    }

    public RecordMetadata write(ProducerRecord<byte[], byte[]> record) {
        try {
            return producer.send(record).get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError("a test's record was not written", e);
        }
    }

    /// A webhook that wants every event, as the API would have written it.
    public void register(WorkspaceId workspace, WebhookId id, boolean enabled, Instant created) {
        var random = new SecureRandom();
        write(
                WebhookRecords.write(
                        topics.webhooks(),
                        new Webhook(
                                id,
                                workspace,
                                "https://example.com/hook",
                                EventCatalogue.builtIn().types(),
                                settings(Map.of())
                                        .secretBox(random)
                                        .seal(WebhookSecret.random(random), workspace, id),
                                Optional.empty(),
                                Optional.empty(),
                                enabled,
                                created,
                                created)));
    }

    /// Writes what our own producers would not: a record that is large, and small when compressed.
    public void writeLarge(ProducerRecord<byte[], byte[]> record) {
        Map<String, Object> config =
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        broker.bootstrapServers(),
                        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
                        64 * 1024 * 1024,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4");
        try (var large =
                new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            large.send(record).get();
        } catch (ExecutionException | InterruptedException e) {
            throw new AssertionError("a test's large record was not written", e);
        }
    }

    /// Everything that is in a topic now; what an aborted transaction wrote never was.
    public List<ConsumerRecord<byte[], byte[]>> read(String topic) {
        try (var consumer = clients.groupConsumer("test", FETCH_WAIT, MAX_POLL_RECORDS)) {
            var partitions =
                    consumer.partitionsFor(topic).stream()
                            .map(it -> new TopicPartition(topic, it.partition()))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = new HashMap<>(consumer.endOffsets(partitions));
            var records = new ArrayList<ConsumerRecord<byte[], byte[]>>();
            while (true) {
                ends.entrySet().removeIf(it -> consumer.position(it.getKey()) >= it.getValue());
                if (ends.isEmpty()) {
                    return records;
                }
                consumer.poll(FETCH_WAIT).forEach(records::add);
            }
        }
    }

    /// What operators see of a group: offsets between what is committed and the end, over all
    /// partitions.
    public long lag(String group) throws ExecutionException, InterruptedException {
        try (var admin = clients.admin();
                var consumer = clients.viewConsumer()) {
            var offsets =
                    admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata().get();
            var ends = consumer.endOffsets(offsets.keySet());
            return offsets.entrySet().stream()
                    .mapToLong(it -> ends.getOrDefault(it.getKey(), 0L) - it.getValue().offset())
                    .sum();
        }
    }

    /// On a cluster with an authorizer: what no ACL is about is allowed, so there is one about
    /// everything of ours.
    public void forbidEverything() throws ExecutionException, InterruptedException {
        var somebody =
                new AccessControlEntry(
                        "User:nobody", "*", AclOperation.READ, AclPermissionType.ALLOW);
        try (var admin = clients.admin()) {
            admin.createAcls(
                            Stream.of(
                                            ResourceType.TOPIC,
                                            ResourceType.GROUP,
                                            ResourceType.TRANSACTIONAL_ID)
                                    .map(it ->
                                            new AclBinding(
                                                    new ResourcePattern(
                                                            it, "sahut.", PatternType.PREFIXED),
                                                    somebody))
                                    .toList())
                    .all()
                    .get();
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        broker.close();
    }
}
