package id.sahut.webhooks.acceptance.tools;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import id.sahut.webhooks.acceptance.process.ChildProcess;
import id.sahut.webhooks.acceptance.process.KafkaTools;
import id.sahut.webhooks.acceptance.process.Programs;
import id.sahut.webhooks.acceptance.process.Repository;
import id.sahut.webhooks.acceptance.sandbox.KafkaObserver;
import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.kafka.KafkaSettings;
import id.sahut.webhooks.common.retry.RetryTiers;
import id.sahut.webhooks.common.topics.TopicApply;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.common.topics.TopicPlan;
import id.sahut.webhooks.embeddedkafka.EmbeddedKafka;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs what `docs/topics.md` tells operators to run, as it stands there, with Kafka's own tools.
final class DocumentedCommandsIT {

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\R(.*?)^```");
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final String KEY = "wh_01M83PEPH6GH7V0RCYCQCJR23E";
    private static final String BODY =
            "{\"event\":\"message.created\",\"workspace_id\":\"ws_1\",\"data\":{\"a\":\"1, 2\"}}";

    /// Details have commas and colons in them.
    private static final Map<String, String> HEADERS =
            Map.of(
                    "delivery-id", "dlv_8a8c152df31f9b375cfde498b510f847",
                    "last-error", "refused: answered 500, and said so",
                    "expired-reason", "attempts");

    @TempDir private static Path folder;

    private static EmbeddedKafka broker;
    private static KafkaObserver kafka;
    private static Path scripts;

    @BeforeAll
    static void start() throws Exception {
        broker = EmbeddedKafka.start(EmbeddedKafka.Options.in(folder.resolve("kafka")));
        TopicApply.apply(
                new KafkaClients(
                        KafkaSettings.bootstrap(broker.bootstrapServers()), Optional.empty()),
                TopicPlan.of(new TopicNames("sahut."), RetryTiers.parse("5s")),
                System::nanoTime);
        kafka = new KafkaObserver(broker.bootstrapServers());
        scripts = KafkaTools.scripts(folder);
        var _ = Files.createSymbolicLink(folder.resolve("sahut"), Repository.launcher());
        var expired = new ProducerRecord<>("sahut.deliveries.expired", KEY.getBytes(UTF_8), body());
        HEADERS.forEach((name, value) -> expired.headers().add(name, value.getBytes(UTF_8)));
        kafka.send(expired).join();
        var position = new OffsetAndMetadata(7, "v1:7:AQ==");
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.alterConsumerGroupOffsets(
                            "sahut.dispatcher",
                            Map.of(new TopicPartition("sahut.deliveries", 0), position))
                    .all()
                    .get();
        }
    }

    @AfterAll
    static void stop() {
        kafka.close();
        broker.close();
    }

    static Stream<String> commands() throws IOException {
        return BLOCK.matcher(Repository.document("docs/topics.md"))
                .results()
                .map(it -> it.group(1));
    }

    @Test
    void thereAreSomeOfEachKind() throws IOException {
        assertThat(commands())
                .anyMatch(it -> it.contains("kafka-console-producer.sh"))
                .anyMatch(it -> it.contains("kafka-consumer-groups.sh"))
                .anyMatch(it -> it.contains("./sahut redrive"))
                .anyMatch(it -> it.contains("./sahut replay"))
                .anyMatch(it -> it.contains("OffsetsMessageFormatter"))
                .anyMatch(it -> it.contains("kcat"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandWorksAsItStandsThere(String command) {
        for (String program : List.of("kcat", "jq")) {
            assumeTrue(
                    !Pattern.compile("\\b" + program + "\\b").matcher(command).find()
                            || Programs.exists(program),
                    "no " + program + ": this command is not tried");
        }
        int before = redriven().size();
        var environment = new HashMap<>(KafkaTools.environment(scripts));
        environment.put("B", broker.bootstrapServers());
        environment.put("JAVA_HOME", Repository.javaHome());
        environment.put("SAHUT_LEARN", "off");

        try (var shell =
                ChildProcess.startOthers(
                        "documented",
                        List.of(
                                "bash",
                                "-e",
                                "-o",
                                "pipefail",
                                "-c",
                                "cd '%s'%n%s".formatted(folder, command)),
                        environment)) {
            int exit = shell.awaitExit(LIMIT);

            assertThat(exit).as("%s%n%s%n%s", command, shell.stdout(), shell.stderr()).isZero();
            assertThat(shell.stdout() + shell.stderr())
                    .as(command)
                    .doesNotContainIgnoringCase("deprecated");
            if (command.contains("sahut.deliveries.expired") && command.contains("| ")) {
                assertRedriven(command, before);
            }
            if (command.contains("OffsetsMessageFormatter")) {
                assertThat(shell.stdout()).contains("v1:7:AQ==");
            }
            if (command.contains("--reset-offsets")) {
                assertThat(shell.stdout()).contains("sahut.events", "NEW-OFFSET");
            }
        }
    }

    private static void assertRedriven(String command, int before) {
        List<ConsumerRecord<byte[], byte[]>> all = redriven();
        assertThat(all).as(command).hasSize(before + 1);
        ConsumerRecord<byte[], byte[]> last =
                all.stream().max(Comparator.comparingLong(ConsumerRecord::timestamp)).orElseThrow();
        assertThat(new String(last.key(), UTF_8)).isEqualTo(KEY);
        assertThat(last.value()).isEqualTo(body());
        if (!command.contains("%k\\x1e%s")) { // the one that says that it drops them
            var headers = new TreeMap<String, String>();
            last.headers().forEach(it -> headers.put(it.key(), new String(it.value(), UTF_8)));
            assertThat(headers).isEqualTo(HEADERS);
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> redriven() {
        return kafka.readAll("sahut.deliveries");
    }

    private static byte[] body() {
        return BODY.getBytes(UTF_8);
    }
}
