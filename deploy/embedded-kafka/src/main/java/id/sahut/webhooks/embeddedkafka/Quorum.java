package id.sahut.webhooks.embeddedkafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.joining;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;

/// The nodes that a Kafka is made of, each broker and controller, and which of them this is.
/// Immutable.
///
/// @param nodeId one of the voters'
public record Quorum(int nodeId, List<Voter> voters) {

    private static final Pattern VOTER = Pattern.compile("(\\d{1,9})@([^@:,\\s]+):(\\d{1,5})");

    private static final int MOST_REPLICAS = 3;
    private static final int ENOUGH_REPLICAS = 2;
    private static final int HIGHEST_PORT = 65_535;

    /// A node, and where its controller listens. Immutable.
    public record Voter(int id, String host, int controllerPort) {

        @Override
        public String toString() {
            return "%d@%s:%d".formatted(id, host, controllerPort);
        }
    }

    public Quorum {
        voters = List.copyOf(voters);
        var ids = new TreeSet<>(voters.stream().map(Voter::id).toList());
        if (ids.size() < voters.size()) {
            throw new EmbeddedKafkaException(
                    "two nodes have the same id in '%s'".formatted(text(voters)));
        }
        if (!ids.contains(nodeId)) {
            throw new EmbeddedKafkaException(
                    "node %d is not among the nodes '%s'".formatted(nodeId, text(voters)));
        }
    }

    /// A node that is all there is.
    static Quorum ofOne(String host, int controllerPort) {
        return new Quorum(1, List.of(new Voter(1, host, controllerPort)));
    }

    /// @param voters all nodes, as in Kafka's own `controller.quorum.voters`:
    ///   `1@127.0.0.1:9093,2@127.0.0.1:9193`
    /// @throws EmbeddedKafkaException when they can't be understood, or the node is not among them
    public static Quorum parse(int nodeId, String voters) {
        return new Quorum(nodeId, Stream.of(voters.split(",", -1)).map(Quorum::voter).toList());
    }

    private static Voter voter(String text) {
        Matcher parts = VOTER.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(3)) > HIGHEST_PORT) {
            throw new EmbeddedKafkaException(
                    "'%s' is not a node: give ID@HOST:PORT for each, with commas between them, such as 1@127.0.0.1:9093"
                            .formatted(text));
        }
        return new Voter(
                Integer.parseInt(parts.group(1)), parts.group(2), Integer.parseInt(parts.group(3)));
    }

    boolean isOfOne() {
        return voters.size() == 1;
    }

    int controllerPort() {
        return voters.stream()
                .filter(it -> it.id() == nodeId)
                .findFirst()
                .orElseThrow()
                .controllerPort();
    }

    /// On how many nodes each record is.
    int replication() {
        return Math.min(MOST_REPLICAS, voters.size());
    }

    /// On how many it must be before it is acknowledged.
    int minInSync() {
        return voters.size() < MOST_REPLICAS ? 1 : ENOUGH_REPLICAS;
    }

    /// The same for all nodes that are told of the same nodes; none where one node is all, whose
    /// port another start may change.
    Optional<Uuid> clusterId() {
        return isOfOne() ? Optional.empty() : Optional.of(idOf(text(voters)));
    }

    String text() {
        return text(voters);
    }

    private static String text(List<Voter> voters) {
        return voters.stream().map(Voter::toString).collect(joining(","));
    }

    private static Uuid idOf(String text) {
        try {
            var hash =
                    ByteBuffer.wrap(
                            MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
            return new Uuid(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
