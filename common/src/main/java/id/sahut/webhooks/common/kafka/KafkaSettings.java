package id.sahut.webhooks.common.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/// The `kafka.` settings: for every client, or with `kafka.consumer.`, `kafka.producer.`,
/// `kafka.admin.` for one kind. Immutable.
///
/// What the guarantees rest on can't be set here and is named when somebody tries.
public final class KafkaSettings {

    private static final String PREFIX = "kafka.";

    /// In a `sasl.jaas.config` of PLAIN or SCRAM; `\b` keeps it from the ends of other names.
    private static final Pattern USER_NAME = Pattern.compile("\\busername=\"?([^\"\\s;]+)");

    /// Set by us alone, and why it has to be.
    private static final Map<String, String> OURS =
            Map.ofEntries(
                    Map.entry("acks", "an acknowledged record must survive the loss of a broker"),
                    Map.entry("enable.idempotence", "a producer's retry must not write twice"),
                    Map.entry("transactional.id", "parking and progress must be one step"),
                    Map.entry(
                            "transaction.timeout.ms", "a killed process must not hold up readers"),
                    Map.entry(
                            "partitioner.class",
                            "one webhook's deliveries must meet one dispatcher"),
                    Map.entry(
                            "partitioner.ignore.keys",
                            "one webhook's deliveries must meet one dispatcher"),
                    Map.entry(
                            "key.serializer", "topics hold the bytes that the record format says"),
                    Map.entry(
                            "value.serializer",
                            "topics hold the bytes that the record format says"),
                    Map.entry(
                            "key.deserializer",
                            "topics hold the bytes that the record format says"),
                    Map.entry(
                            "value.deserializer",
                            "topics hold the bytes that the record format says"),
                    Map.entry(
                            "enable.auto.commit", "progress is what has ended, not what was read"),
                    Map.entry("isolation.level", "an aborted transaction never happened"),
                    Map.entry("auto.offset.reset", "a lost position must be counted, not skipped"),
                    Map.entry(
                            "retries",
                            "a record that a producer has accepted must not be given up"),
                    Map.entry(
                            "delivery.timeout.ms",
                            "a record that a producer has accepted must not be given up"),
                    Map.entry(
                            "max.in.flight.requests.per.connection",
                            "a second request must not overtake the first, which would then wait for ever"),
                    Map.entry("max.request.size", "whatever a topic lets in must fit into another"),
                    Map.entry("session.timeout.ms", "the session's length must be ours to say"),
                    Map.entry("heartbeat.interval.ms", "it follows from the session's length"),
                    Map.entry("fetch.max.wait.ms", "a resumed partition must not have to wait"),
                    Map.entry("max.poll.records", "it follows from how much may be under way"),
                    Map.entry("group.id", "the groups are part of the pipeline"),
                    Map.entry("group.instance.id", "it follows from sahut.instance-id"),
                    Map.entry("group.protocol", "the session's length must be ours to say"),
                    Map.entry(
                            "partition.assignment.strategy",
                            "a rebalance must leave other partitions running"));

    private final Map<String, String> keys;

    private KafkaSettings(Map<String, String> keys) {
        this.keys = Map.copyOf(keys);
    }

    /// Takes the keys that begin with `kafka.` and leaves the others.
    public static KafkaSettings of(Map<String, String> all) {
        var ours = new HashMap<String, String>();
        all.forEach((key, value) -> {
            if (key.startsWith(PREFIX)) {
                ours.put(key.substring(PREFIX.length()), value);
            }
        });
        return new KafkaSettings(ours);
    }

    /// For one cluster and nothing else, as `127.0.0.1:9092`.
    public static KafkaSettings bootstrap(String servers) {
        return new KafkaSettings(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers));
    }

    /// `KAFKA_SASL_JAAS_CONFIG` is `kafka.sasl.jaas.config`. Variables that name no client setting
    /// (such as `KAFKA_HEAP_OPTS`) are Kafka's own scripts' and left alone.
    public static Map<String, String> fromEnvironment(Map<String, String> environment) {
        var found = new HashMap<String, String>();
        environment.forEach((name, value) -> {
            String key = name.toLowerCase(Locale.ROOT).replace('_', '.');
            if (name.startsWith("KAFKA_") && isClientKey(key.substring(PREFIX.length()))) {
                found.put(key, value);
            }
        });
        return found;
    }

    /// All of them by their full names, as [#of] takes them: for another process of ours. Among
    /// them are secrets.
    public Map<String, String> all() {
        var all = new HashMap<String, String>();
        keys.forEach((key, value) -> all.put(PREFIX + key, value));
        return all;
    }

    /// What is wrong with these settings, a line each.
    public List<String> problems() {
        var problems = new ArrayList<String>();
        for (String key : keys.keySet().stream().sorted().toList()) {
            String plain = withoutKind(key);
            String why = OURS.get(plain);
            if (why != null) {
                problems.add("kafka.%s can't be changed: %s".formatted(key, why));
            } else if (!isClientKey(key)) {
                problems.add("kafka.%s is not a setting of a Kafka client".formatted(key));
            }
        }
        return problems;
    }

    /// The keys that are ours to set, and why.
    static Map<String, String> ours() {
        return OURS;
    }

    /// The cluster's address.
    public String bootstrapServers() {
        return keys.getOrDefault(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, "127.0.0.1:9092");
    }

    /// Who the cluster takes us for, as `User:sahut`, where that can be told from the settings.
    public Optional<String> principal() {
        Map<String, Object> admin = forKind(Kind.ADMIN);
        String protocol = String.valueOf(admin.getOrDefault("security.protocol", "PLAINTEXT"));
        if (protocol.equalsIgnoreCase("PLAINTEXT")) {
            return Optional.of("User:ANONYMOUS");
        }
        Matcher name =
                USER_NAME.matcher(String.valueOf(admin.getOrDefault("sasl.jaas.config", "")));
        return protocol.toUpperCase(Locale.ROOT).startsWith("SASL") && name.find()
                ? Optional.of("User:" + name.group(1))
                : Optional.empty();
    }

    Map<String, Object> forKind(Kind kind) {
        var chosen = new HashMap<String, Object>();
        chosen.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers());
        keys.forEach((key, value) -> {
            if (kind.names.contains(key)) {
                chosen.put(key, value);
            }
        });
        keys.forEach((key, value) -> {
            if (key.startsWith(kind.prefix)) {
                chosen.put(key.substring(kind.prefix.length()), value);
            }
        });
        return chosen;
    }

    private static boolean isClientKey(String key) {
        for (Kind kind : Kind.values()) {
            boolean known =
                    key.startsWith(kind.prefix)
                            ? kind.names.contains(key.substring(kind.prefix.length()))
                            : kind.names.contains(key);
            if (known) {
                return true;
            }
        }
        return false;
    }

    private static String withoutKind(String key) {
        for (Kind kind : Kind.values()) {
            if (key.startsWith(kind.prefix)) {
                return key.substring(kind.prefix.length());
            }
        }
        return key;
    }

    @SuppressWarnings(
            "ImmutableEnumChecker") // Set.copyOf is immutable, which its type does not say
    enum Kind {
        CONSUMER("consumer.", ConsumerConfig.configNames()),
        PRODUCER("producer.", ProducerConfig.configNames()),
        ADMIN("admin.", AdminClientConfig.configNames());

        private final String prefix;
        private final Set<String> names;

        Kind(String prefix, Set<String> names) {
            this.prefix = prefix;
            this.names = Set.copyOf(names);
        }
    }
}
