package id.sahut.webhooks.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.attempt.AttemptRecord;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.ingest.apikey.ApiKeys;
import id.sahut.webhooks.ingest.apikey.Plan;
import id.sahut.webhooks.testing.TestCluster;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The operators' page on a running service, as a browser without scripts sees it. Neither a
/// dispatcher nor a scheduler runs.
final class DashboardPipelineIT {

    private static final WorkspaceId WORKSPACE = new WorkspaceId("ws_platform");
    private static final WorkspaceId CUSTOMER = new WorkspaceId("ws_customer");

    @TempDir private static Path folder;
    private static TestCluster cluster;
    private static ApiCaller caller;
    private static String operator;
    private static String customer;

    @BeforeAll
    static void start() {
        cluster = TestCluster.start(folder);
        caller = ApiCaller.start(cluster.settings(Map.of()));
        operator =
                new ApiKeys(
                                cluster.clients(),
                                cluster.topics().apiKeys(),
                                Clock.systemUTC(),
                                new SecureRandom())
                        .create(WORKSPACE, "on call", Plan.BUSINESS, true)
                        .plain()
                        .reveal();
        customer = ApiCaller.newKey(cluster, CUSTOMER);
        caller.awaitKnows(operator);
        caller.awaitKnows(customer);
    }

    @AfterAll
    static void stop() {
        caller.close();
        cluster.close();
    }

    @Test
    void anOperatorSeesHowEverythingStands() {
        String webhook = caller.register(customer).value();
        cluster.write(refused(webhook, "answered 500 <b>"));
        cluster.write(refused("wh_deleted", "answered 404"));

        try (var reader = Reader.signedIn(caller.port(), operator)) {
            for (String path : new String[] {"/pipeline", "/pipeline/live"}) {
                var page = reader.read(path);
                assertThat(page.statusCode()).isEqualTo(200);
                assertThat(page.body())
                        .contains("sahut.fan-out", "At work")
                        .contains("Nobody is in the group sahut.dispatcher")
                        .contains("Nobody is in the group sahut.retry-scheduler")
                        .contains("<strong>5s</strong>")
                        .contains(
                                webhook, "ws_customer", "yourserver.com", "answered 500 &lt;b&gt;")
                        .contains("wh_deleted", "answered 404")
                        .contains("<code>sahut.events</code> 0-11");
            }
            assertThat(reader.read("/webhooks").body()).contains("href=\"/pipeline\"");
        }
    }

    @Test
    void othersFindNoSuchPage() {
        try (var reader = Reader.signedIn(caller.port(), customer)) {
            for (String path : new String[] {"/pipeline", "/pipeline/live"}) {
                var page = reader.read(path);
                assertThat(page.statusCode()).isEqualTo(404);
                assertThat(page.body()).contains("Page not found").doesNotContain("sahut.fan-out");
            }
            assertThat(reader.read("/webhooks").body()).doesNotContain("/pipeline");
        }
        try (var stranger = new Reader(caller.port())) {
            assertThat(stranger.read("/pipeline").uri().getPath()).isEqualTo("/login");
        }
    }

    private static ProducerRecord<byte[], byte[]> refused(String webhook, String detail) {
        return new AttemptRecord(
                        "dlv_1",
                        "evt_1",
                        "message.created",
                        webhook,
                        CUSTOMER.value(),
                        1,
                        "refused",
                        500,
                        detail,
                        Instant.now(),
                        31,
                        "",
                        "retry",
                        "5s",
                        0,
                        null,
                        null)
                .write(cluster.topics().attempts());
    }
}
