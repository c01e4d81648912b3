package id.sahut.webhooks.embeddedkafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.common.kafka.KafkaSettings;
import id.sahut.webhooks.common.ops.StartException;
import id.sahut.webhooks.common.retry.RetryTiers;
import id.sahut.webhooks.common.topics.Rights;
import id.sahut.webhooks.common.topics.TopicApply;
import id.sahut.webhooks.common.topics.TopicChange;
import id.sahut.webhooks.common.topics.TopicCheck;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.common.topics.TopicPlan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TopicApplyIT {

    private static final TopicPlan PLAN =
            TopicPlan.of(new TopicNames("sahut."), RetryTiers.parse("5s,30s,2m,10m,30m"));

    private static final Rights NO_RIGHTS = new Rights(List.of(), List.of(), List.of());

    private EmbeddedKafka broker;
    private KafkaClients kafka;

    @BeforeEach
    void start(@TempDir Path folder) {
        broker = EmbeddedKafka.start(EmbeddedKafka.Options.in(folder));
        kafka =
                new KafkaClients(
                        KafkaSettings.bootstrap(broker.bootstrapServers()), Optional.empty());
    }

    @AfterEach
    void stop() {
        broker.close();
    }

    @Test
    void aServiceNamesWhatIsMissingAndStartsOnceItIsApplied() {
        assertThatThrownBy(() -> TopicCheck.require(kafka, PLAN, NO_RIGHTS))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("sahut.events is missing; ")
                .hasMessageContaining("sahut.deliveries.delay.30m is missing")
                .hasMessageEndingWith(
                        "run: sahut topics apply --bootstrap " + broker.bootstrapServers());

        long begin = System.nanoTime();
        assertThat(TopicApply.apply(kafka, PLAN, System::nanoTime)).hasSize(PLAN.names().size());
        System.out.println(
                PLAN.names().size()
                        + " topics applied in "
                        + Duration.ofNanos(System.nanoTime() - begin).toMillis()
                        + " ms");

        assertThatCode(() -> TopicCheck.require(kafka, PLAN, NO_RIGHTS)).doesNotThrowAnyException();
        assertThat(TopicApply.apply(kafka, PLAN, System::nanoTime)).isEmpty();
    }

    @Test
    void aDryRunSaysWhatItWouldDoAndDoesNothing() {
        assertThat(TopicApply.dryRun(kafka, PLAN)).hasSize(PLAN.names().size());
        assertThat(TopicApply.dryRun(kafka, PLAN)).hasSize(PLAN.names().size());
    }

    @Test
    void whatSomebodyChangedIsCorrected() throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("sahut.attempts", 3, (short) 1))).all().get();
            TopicApply.apply(kafka, PLAN, System::nanoTime);
            var wrong =
                    List.of(
                            new AlterConfigOp(
                                    new ConfigEntry("message.timestamp.type", "CreateTime"),
                                    AlterConfigOp.OpType.SET));
            admin.incrementalAlterConfigs(
                            Map.of(
                                    topic("sahut.deliveries.delay.5s"), wrong,
                                    topic("sahut.events"), wrong))
                    .all()
                    .get();
        }
        assertThatThrownBy(() -> TopicCheck.require(kafka, PLAN, NO_RIGHTS))
                .hasMessageContaining(
                        "sahut.events has message.timestamp.type=CreateTime, not LogAppendTime: an event whose producer gives it an old time is deleted before it is read;")
                .hasMessageContaining(
                        "sahut.deliveries.delay.5s has message.timestamp.type=CreateTime, not LogAppendTime:");
        assertThat(TopicApply.apply(kafka, PLAN, System::nanoTime))
                .extracting(TopicChange::describe)
                .containsExactly(
                        "sahut.events: message.timestamp.type CreateTime -> LogAppendTime",
                        "sahut.deliveries.delay.5s: message.timestamp.type CreateTime -> LogAppendTime");
        assertThatCode(() -> TopicCheck.require(kafka, PLAN, NO_RIGHTS)).doesNotThrowAnyException();
    }

    private static ConfigResource topic(String name) {
        return new ConfigResource(ConfigResource.Type.TOPIC, name);
    }

    @Test
    void aClusterThatDoesNotAnswerIsSaidInOneLine() {
        var nobody = new KafkaClients(KafkaSettings.bootstrap("127.0.0.1:1"), Optional.empty());
        assertThatThrownBy(() -> TopicApply.dryRun(nobody, PLAN))
                .isInstanceOf(StartException.class)
                .hasMessage(
                        "Kafka at 127.0.0.1:1 does not answer: is it running, and is that its address?");
    }
}
