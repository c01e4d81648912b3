package id.sahut.webhooks.embeddedkafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Three nodes, here in one process.
final class QuorumIT {

    private static final int START_S = 120;

    @TempDir private Path folder;

    @Test
    void withoutOneOfThreeWhatIsAcknowledgedByTheOthersIsTaken() throws Exception {
        var nodes = startThree();
        try {
            String servers =
                    nodes.stream()
                            .map(EmbeddedKafka::bootstrapServers)
                            .collect(Collectors.joining(","));
            assertThat(nodes)
                    .extracting(EmbeddedKafka::clusterId)
                    .containsOnly(nodes.getFirst().clusterId());
            try (var admin = Admin.create(Map.of("bootstrap.servers", servers));
                    var producer =
                            new KafkaProducer<>(
                                    Map.of("bootstrap.servers", servers, "acks", "all"),
                                    new ByteArraySerializer(),
                                    new ByteArraySerializer())) {
                admin.createTopics(List.of(new NewTopic("kept", Optional.of(3), Optional.empty())))
                        .all()
                        .get();
                write(producer, "with three");

                nodes.removeLast().close();
                write(producer, "with two");

                assertThat(admin.describeTopics(List.of("kept")).allTopicNames().get().values())
                        .flatExtracting(it -> it.partitions())
                        .hasSize(3)
                        .allSatisfy(it -> assertThat(it.replicas()).hasSize(3))
                        .allSatisfy(it -> assertThat(it.isr()).hasSize(2));
            }
        } finally {
            closeAtOnce(nodes);
        }
    }

    /// One lands in each partition.
    private static void write(KafkaProducer<byte[], byte[]> producer, String text)
            throws Exception {
        for (int partition = 0; partition < 3; partition++) {
            var record =
                    new ProducerRecord<>("kept", partition, (byte[]) null, text.getBytes(UTF_8));
            assertThat(producer.send(record).get().partition()).isEqualTo(partition);
        }
    }

    /// On threads of their own: a start holds its thread while it waits for the others' starts.
    private List<EmbeddedKafka> startThree() {
        String voters =
                IntStream.rangeClosed(1, 3)
                        .mapToObj(it -> "%d@127.0.0.1:%d".formatted(it, freePort()))
                        .collect(Collectors.joining(","));
        var starting =
                IntStream.rangeClosed(1, 3)
                        .mapToObj(it ->
                                CompletableFuture.supplyAsync(
                                                () ->
                                                        EmbeddedKafka.start(
                                                                EmbeddedKafka.Options.in(
                                                                                folder.resolve(
                                                                                        "node-"
                                                                                                + it))
                                                                        .asNodeOf(
                                                                                Quorum.parse(
                                                                                        it,
                                                                                        voters))),
                                                task -> Thread.ofPlatform().start(task))
                                        .orTimeout(START_S, TimeUnit.SECONDS))
                        .toList();
        return new ArrayList<>(starting.stream().map(CompletableFuture::join).toList());
    }

    /// One after another, the last would wait in vain for the others' consent.
    private static void closeAtOnce(List<EmbeddedKafka> nodes) {
        nodes.stream()
                .map(it ->
                        CompletableFuture.runAsync(
                                it::close, task -> Thread.ofPlatform().start(task)))
                .toList()
                .forEach(CompletableFuture::join);
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
