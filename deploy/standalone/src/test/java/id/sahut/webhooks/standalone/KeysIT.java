package id.sahut.webhooks.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.embeddedkafka.EmbeddedKafka;
import id.sahut.webhooks.standalone.command.Console;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeysIT {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void aKeyIsMadeThoughKafkaIsLongInComingAndTheWaitIsTold(@TempDir Path folder)
            throws Exception {
        String bootstrap;
        try (var broker = EmbeddedKafka.start(EmbeddedKafka.Options.in(folder))) {
            bootstrap = broker.bootstrapServers();
            assertThat(run("topics", "apply", "--bootstrap", bootstrap)).isZero();
        }
        out.getBuffer().setLength(0);
        int port = Integer.parseInt(bootstrap.substring(bootstrap.lastIndexOf(':') + 1));
        long begin = System.nanoTime();
        var status =
                CompletableFuture.supplyAsync(() ->
                        run(
                                "keys",
                                "create",
                                "--bootstrap",
                                bootstrap,
                                "--workspace",
                                "ws_1",
                                "--label",
                                "x"));
        await("it says what it waits for")
                .atMost(Duration.ofSeconds(10))
                .until(() -> err.toString().contains("waiting for Kafka at " + bootstrap));
        await("longer than a write through the API may take")
                .until(() -> System.nanoTime() - begin > Duration.ofSeconds(5).toNanos());
        assertThat(status).isNotDone();

        try (var _ = EmbeddedKafka.start(EmbeddedKafka.Options.in(folder).withPort(port))) {
            assertThat(status.get(30, TimeUnit.SECONDS)).as(err.toString()).isZero();
            assertThat(out.toString()).startsWith("sk_live_");

            assertThat(
                            run(
                                    "keys",
                                    "create",
                                    "--bootstrap",
                                    bootstrap,
                                    "--workspace",
                                    "ws_1",
                                    "--label",
                                    "back end",
                                    "--operator"))
                    .isZero();
            out.getBuffer().setLength(0);
            assertThat(run("keys", "list", "--bootstrap", bootstrap)).isZero();
            assertThat(out.toString().lines())
                    .satisfiesExactly(
                            it -> assertThat(it).endsWith("\tx"),
                            it -> assertThat(it).endsWith("\tback end\toperator"));
        }
    }

    private int run(String... words) {
        return Sahut.commands(
                        new Console(
                                new PrintWriter(out, true), new PrintWriter(err, true), Map.of()))
                .execute(words);
    }
}
