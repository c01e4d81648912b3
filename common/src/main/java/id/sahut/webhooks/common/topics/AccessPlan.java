package id.sahut.webhooks.common.topics;

import static org.apache.kafka.common.acl.AclOperation.ALTER;
import static org.apache.kafka.common.acl.AclOperation.ALTER_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/// Who needs which rights on a cluster that asks, and no more than these. Immutable.
public record AccessPlan(TopicNames topics) {

    /// Who works with the topics.
    public enum Who {
        /// The API, the fan-out, the history and recoveries.
        INGEST,
        DISPATCHER,
        SCHEDULER,
        /// `sahut keys`
        KEYS,
        /// `sahut secrets`
        SECRETS,
        /// `sahut redrive` and `sahut replay`
        REPLAY,
        /// `sahut status`
        STATUS,
        /// `sahut topics apply`
        TOPICS,
        /// Whoever publishes events to Kafka.
        PRODUCER,
        /// What tells a monitoring system how far groups are behind.
        EXPORTER;

        /// As it is written on a command line.
        public String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// What all of these need together, each right once.
    public List<Grant> grants(Collection<Who> all) {
        var merged = new LinkedHashMap<Place, List<AclOperation>>();
        all.stream()
                .flatMap(this::rights)
                .forEach(right -> {
                    var operations = merged.computeIfAbsent(right.place, _ -> new ArrayList<>());
                    if (!operations.contains(right.operation)) {
                        operations.add(right.operation);
                    }
                });
        var together = new LinkedHashMap<Kind, List<String>>();
        merged.forEach((place, operations) ->
                together.computeIfAbsent(
                                new Kind(place.type, place.pattern, List.copyOf(operations)),
                                _ -> new ArrayList<>())
                        .add(place.name));
        return together.entrySet().stream()
                .map(it ->
                        new Grant(
                                it.getKey().type,
                                it.getKey().pattern,
                                it.getValue(),
                                it.getKey().operations))
                .toList();
    }

    private record Place(ResourceType type, PatternType pattern, String name) {}

    private record Kind(ResourceType type, PatternType pattern, List<AclOperation> operations) {}

    private record Right(Place place, AclOperation operation) {}

    private Stream<Right> rights(Who who) {
        return switch (who) {
            case INGEST -> Stream.concat(services(), ingest());
            case DISPATCHER -> Stream.concat(services(), dispatcher());
            case SCHEDULER -> Stream.concat(services(), scheduler());
            case KEYS -> Stream.concat(services(), both(topics.apiKeys()));
            case SECRETS -> Stream.concat(services(), both(topics.webhooks()));
            case REPLAY -> replay();
            case STATUS ->
                    Stream.concat(
                            services(),
                            Stream.of(
                                    new Right(allTopics(), READ),
                                    new Right(allGroups(), DESCRIBE)));
            case TOPICS ->
                    Stream.of(CREATE, DESCRIBE, DESCRIBE_CONFIGS, ALTER, ALTER_CONFIGS)
                            .map(it -> new Right(allTopics(), it));
            case PRODUCER -> Stream.of(topic(topics.events(), WRITE));
            case EXPORTER -> Stream.of(allTopics(), allGroups()).map(it -> new Right(it, DESCRIBE));
        };
    }

    /// To look at all of our topics: whether they are there, and as they should be.
    private Stream<Right> services() {
        return Stream.of(DESCRIBE, DESCRIBE_CONFIGS).map(it -> new Right(allTopics(), it));
    }

    private Stream<Right> ingest() {
        Stream<Right> read =
                Stream.of(topics.deliveries(), topics.expired(), topics.attempts())
                        .map(it -> topic(it, READ));
        Stream<Right> write =
                Stream.of(topics.deliveries(), topics.eventsRejected()).map(it -> topic(it, WRITE));
        Stream<Right> both =
                Stream.of(
                                topics.events(),
                                topics.webhooks(),
                                topics.apiKeys(),
                                topics.idempotencyKeys(),
                                topics.erasures(),
                                topics.recoveries())
                        .flatMap(AccessPlan::both);
        return Stream.of(
                        both,
                        read,
                        write,
                        Stream.of(
                                delays(READ),
                                group("fan-out"),
                                group("redrive"),
                                new Right(
                                        new Place(
                                                ResourceType.GROUP,
                                                PatternType.PREFIXED,
                                                topics.prefix() + "history"),
                                        READ),
                                transactions("redrive")))
                .flatMap(it -> it);
    }

    private Stream<Right> dispatcher() {
        return Stream.of(
                topic(topics.deliveries(), READ),
                topic(topics.due(), READ),
                topic(topics.webhooks(), READ),
                topic(topics.attempts(), WRITE),
                topic(topics.expired(), WRITE),
                delays(WRITE),
                group("dispatcher"),
                transactions("dispatcher"));
    }

    private Stream<Right> scheduler() {
        return Stream.of(
                delays(READ),
                topic(topics.due(), WRITE),
                topic(topics.expired(), WRITE),
                group("retry-scheduler"),
                transactions("retry-scheduler"));
    }

    private Stream<Right> replay() {
        return Stream.of(
                topic(topics.expired(), READ),
                topic(topics.events(), READ),
                topic(topics.webhooks(), READ),
                topic(topics.deliveries(), WRITE),
                new Right(
                        new Place(
                                ResourceType.GROUP,
                                PatternType.LITERAL,
                                topics.prefix() + "fan-out"),
                        DESCRIBE),
                new Right(
                        new Place(
                                ResourceType.GROUP,
                                PatternType.PREFIXED,
                                topics.prefix() + "replay."),
                        READ),
                transactions("replay"));
    }

    private static Stream<Right> both(String topic) {
        return Stream.of(topic(topic, READ), topic(topic, WRITE));
    }

    private static Right topic(String name, AclOperation operation) {
        return new Right(new Place(ResourceType.TOPIC, PatternType.LITERAL, name), operation);
    }

    /// There may be other tiers tomorrow.
    private Right delays(AclOperation operation) {
        return new Right(
                new Place(ResourceType.TOPIC, PatternType.PREFIXED, topics.delayPrefix()),
                operation);
    }

    private Right group(String name) {
        return new Right(
                new Place(ResourceType.GROUP, PatternType.LITERAL, topics.prefix() + name), READ);
    }

    /// An instance's name follows.
    private Right transactions(String name) {
        return new Right(
                new Place(
                        ResourceType.TRANSACTIONAL_ID,
                        PatternType.PREFIXED,
                        topics.prefix() + name + "."),
                WRITE);
    }

    private Place allTopics() {
        return all(ResourceType.TOPIC);
    }

    private Place allGroups() {
        return all(ResourceType.GROUP);
    }

    /// Without a prefix ours are not told from others'.
    private Place all(ResourceType type) {
        return topics.prefix().isEmpty()
                ? new Place(type, PatternType.LITERAL, "*")
                : new Place(type, PatternType.PREFIXED, topics.prefix());
    }
}
