package id.sahut.webhooks.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.standalone.command.Console;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AclsCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aSchedulerReadsTheDelaysAndWritesWhatIsDueOrOver() {
        assertThat(
                        run(
                                "acls",
                                "--bootstrap",
                                "kafka:9092",
                                "--command-config",
                                "admin.properties",
                                "--principal",
                                "User:CN=sahut scheduler,O=Sahut",
                                "scheduler"))
                .isZero();
        String start =
                "kafka-acls.sh --bootstrap-server kafka:9092 --command-config 'admin.properties' --add --allow-principal 'User:CN=sahut scheduler,O=Sahut'";
        assertThat(out.toString().lines())
                .containsExactly(
                        start
                                + " --operation Describe --operation DescribeConfigs --resource-pattern-type prefixed --topic 'sahut.'",
                        start
                                + " --operation Read --resource-pattern-type prefixed --topic 'sahut.deliveries.delay.'",
                        start
                                + " --operation Write --topic 'sahut.deliveries.due' --topic 'sahut.deliveries.expired'",
                        start + " --operation Read --group 'sahut.retry-scheduler'",
                        start
                                + " --operation Write --resource-pattern-type prefixed --transactional-id 'sahut.retry-scheduler.'");
    }

    @Test
    void whoNeedsTheSameTwiceGetsItOnce() {
        assertThat(run("acls", "--principal", "User:sahut", "keys", "keys", "status")).isZero();
        assertThat(out.toString().lines())
                .hasSize(3)
                .filteredOn(it -> it.contains("--topic 'sahut.'"))
                .singleElement()
                .asString()
                .contains("--operation Describe --operation DescribeConfigs --operation Read");
    }

    @Test
    void theSameAsAResourceOfStrimzis() {
        assertThat(
                        run(
                                "acls",
                                "--principal",
                                "User:events-outbox",
                                "--strimzi",
                                "--strimzi-cluster",
                                "main",
                                "producer",
                                "exporter"))
                .isZero();
        assertThat(out)
                .hasToString(
                        """
                        ---
                        apiVersion: kafka.strimzi.io/v1
                        kind: KafkaUser
                        metadata:
                          name: events-outbox
                          labels:
                            strimzi.io/cluster: main
                        spec:
                          authorization:
                            type: simple
                            acls:
                              - resource:
                                  type: topic
                                  name: "sahut.events"
                                  patternType: literal
                                operations: [Write]
                              - resource:
                                  type: topic
                                  name: "sahut."
                                  patternType: prefix
                                operations: [Describe]
                              - resource:
                                  type: group
                                  name: "sahut."
                                  patternType: prefix
                                operations: [Describe]
                        """);
    }

    @Test
    void whatIsNotUnderstoodIsSaid() {
        assertThat(run("acls", "--principal", "sahut")).isEqualTo(2);
        assertThat(err.toString())
                .contains(
                        "a principal is a type, a colon and a name without ', such as User:sahut");
        assertThat(run("acls", "--principal", "User:sahut", "broker")).isEqualTo(2);
        assertThat(err.toString()).contains("rights are printed for ingest, dispatcher,");
        assertThat(run("acls")).isEqualTo(2);
        assertThat(err.toString()).contains("Missing required option: '--principal=TYPE:NAME'");
    }

    private int run(String... words) {
        return Sahut.commands(
                        new Console(
                                new PrintWriter(out, true), new PrintWriter(err, true), Map.of()))
                .execute(words);
    }
}
