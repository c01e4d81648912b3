package id.sahut.webhooks.common.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class KafkaSettingsTest {

    @Test
    void aSettingForAllClientsReachesEachKindThatKnowsIt() {
        var settings =
                KafkaSettings.of(
                        Map.of(
                                "kafka.security.protocol", "SASL_SSL",
                                "kafka.batch.size", "32768",
                                "kafka.bootstrap.servers", "a:1,b:2",
                                "sahut.http.port", "1"));
        assertThat(settings.problems()).isEmpty();
        for (var kind : KafkaSettings.Kind.values()) {
            assertThat(settings.forKind(kind))
                    .containsEntry("security.protocol", "SASL_SSL")
                    .containsEntry("bootstrap.servers", "a:1,b:2");
        }
        assertThat(settings.forKind(KafkaSettings.Kind.PRODUCER))
                .containsEntry("batch.size", "32768");
        assertThat(settings.forKind(KafkaSettings.Kind.CONSUMER)).doesNotContainKey("batch.size");
    }

    @Test
    void aSettingForOneKindStaysWithItAndWinsOverTheCommonOne() {
        var settings =
                KafkaSettings.of(
                        Map.of(
                                "kafka.client.rack",
                                "a",
                                "kafka.client.id",
                                "x",
                                "kafka.consumer.client.id",
                                "y"));
        assertThat(settings.problems()).isEmpty();
        assertThat(settings.forKind(KafkaSettings.Kind.CONSUMER)).containsEntry("client.id", "y");
        assertThat(settings.forKind(KafkaSettings.Kind.ADMIN)).containsEntry("client.id", "x");
    }

    @Test
    void whatTheGuaranteesRestOnIsRefusedWithTheReasonHoweverItIsSaid() {
        var settings =
                KafkaSettings.of(
                        Map.of(
                                "kafka.acks",
                                "1",
                                "kafka.producer.acks",
                                "0",
                                "kafka.consumer.isolation.level",
                                "x"));
        assertThat(settings.problems())
                .containsExactly(
                        "kafka.acks can't be changed: an acknowledged record must survive the loss of a broker",
                        "kafka.consumer.isolation.level can't be changed: an aborted transaction never happened",
                        "kafka.producer.acks can't be changed: an acknowledged record must survive the loss of a broker");
    }

    @Test
    void everyProtectedKeyIsOneThatAClientKnows() {
        for (String key : KafkaSettings.ours().keySet()) {
            String variable = "KAFKA_" + key.toUpperCase(Locale.ROOT).replace('.', '_');
            assertThat(KafkaSettings.fromEnvironment(Map.of(variable, "x")))
                    .containsExactly(Map.entry("kafka." + key, "x"));
        }
    }

    @Test
    void everyProtectedKeyIsDocumentedWithItsReason() throws IOException {
        var doc =
                Files.readString(
                        Path.of(
                                System.getProperty("basedir", "."),
                                "..",
                                "docs",
                                "configuration.md"));
        KafkaSettings.ours()
                .forEach((key, why) ->
                        assertThat(doc)
                                .contains(
                                        "| `%s` | %s%s |"
                                                .formatted(
                                                        key,
                                                        why.substring(0, 1)
                                                                .toUpperCase(Locale.ROOT),
                                                        why.substring(1))));
    }

    @Test
    void whatNoClientKnowsIsRefused() {
        var settings =
                KafkaSettings.of(
                        Map.of(
                                "kafka.sasl.mechanisms",
                                "PLAIN",
                                "kafka.admin.batch.size",
                                "1",
                                "kafka.broker.x",
                                "1"));
        assertThat(settings.problems())
                .containsExactly(
                        "kafka.admin.batch.size is not a setting of a Kafka client",
                        "kafka.broker.x is not a setting of a Kafka client",
                        "kafka.sasl.mechanisms is not a setting of a Kafka client");
    }

    @Test
    void aProblemNeverRepeatsAValue() {
        var settings =
                KafkaSettings.of(
                        Map.of(
                                "kafka.sasl.jaas.confg",
                                "password=hemmelig",
                                "kafka.acks",
                                "hemmelig"));
        assertThat(settings.problems()).hasSize(2).noneMatch(it -> it.contains("hemmelig"));
    }

    @Test
    void variablesAreSettingsAndThoseOfKafkasOwnScriptsAreLeftAlone() {
        assertThat(
                        KafkaSettings.fromEnvironment(
                                Map.of(
                                        "KAFKA_SASL_JAAS_CONFIG", "a",
                                        "KAFKA_CONSUMER_CLIENT_RACK", "b",
                                        "KAFKA_HEAP_OPTS", "-Xmx1g",
                                        "KAFKA_OPTS", "c",
                                        "KAFKA_", "d",
                                        "PATH", "e")))
                .isEqualTo(
                        Map.of("kafka.sasl.jaas.config", "a", "kafka.consumer.client.rack", "b"));
    }

    @Test
    void theClusterIsOnThisMachineUnlessToldOtherwise() {
        assertThat(KafkaSettings.of(Map.of()).bootstrapServers()).isEqualTo("127.0.0.1:9092");
        assertThat(KafkaSettings.bootstrap("x:1").bootstrapServers()).isEqualTo("x:1");
    }

    @Test
    void whoWeAreForTheClusterIsToldWhereTheSettingsSayIt() {
        var scram = "org.apache.kafka.common.security.scram.ScramLoginModule required ";
        assertThat(KafkaSettings.of(Map.of()).principal()).contains("User:ANONYMOUS");
        assertThat(
                        KafkaSettings.of(
                                        Map.of(
                                                "kafka.security.protocol",
                                                "SASL_SSL",
                                                "kafka.sasl.jaas.config",
                                                scram + "password=\"x\" username=\"sahut\";"))
                                .principal())
                .contains("User:sahut");
        assertThat(
                        KafkaSettings.of(
                                        Map.of(
                                                "kafka.security.protocol",
                                                "SASL_PLAINTEXT",
                                                "kafka.admin.sasl.jaas.config",
                                                scram + "username=admin password=x;"))
                                .principal())
                .contains("User:admin");
        assertThat(KafkaSettings.of(Map.of("kafka.security.protocol", "SSL")).principal())
                .isEmpty();
    }
}
