package id.sahut.webhooks.acceptance.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import id.sahut.webhooks.acceptance.guarantee.NothingLost;
import id.sahut.webhooks.acceptance.guarantee.NothingTwice;
import id.sahut.webhooks.acceptance.guarantee.SignedRight;
import id.sahut.webhooks.acceptance.receiver.Post;
import id.sahut.webhooks.acceptance.receiver.Script;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.kafka.KafkaContainer;

/// The services against Kafka as the project itself ships it, where there is a Docker engine to run
/// it.
final class ContainerKafkaIT {

    private static final String IMAGE = "apache/kafka:4.1.0";
    private static final int EVENTS = 100;

    @Test
    void theServicesWorkWithTheStockKafka() {
        assumeTrue(
                DockerClientFactory.instance().isDockerAvailable(),
                "skipped: no Docker engine answers here");
        try (var kafka = new KafkaContainer(IMAGE)) {
            kafka.start();
            try (var services = Services.withTopicsOn(kafka.getBootstrapServers())) {
                var running = Services.ALL.stream().map(services::start).toList();
                running.forEach(Services.Running::awaitReady);
                try (var stage = new Stage(services.bootstrap(), running.getFirst().httpPort())) {
                    var webhook = stage.subscribe("/fails-once", Script.byAttempt(503, 200));
                    for (int i = 0; i < EVENTS; i++) {
                        var _ = stage.publish(stage.newMessage(webhook.workspace()));
                    }
                    var nothingLost = new NothingLost(stage, List.of(webhook));
                    nothingLost.awaitAllEnded(Duration.ofSeconds(40));
                    List<Post> posts = stage.receiver().posts();
                    assertThat(nothingLost.judge()).as("expired").isZero();
                    NothingTwice.judge(posts);
                    SignedRight.judge(posts, List.of(webhook));
                }
            }
        }
    }
}
