package id.sahut.webhooks.acceptance.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.acceptance.process.ChildProcess;
import id.sahut.webhooks.acceptance.process.Repository;
import id.sahut.webhooks.acceptance.process.SahutProcess;
import id.sahut.webhooks.acceptance.sandbox.Figures;
import id.sahut.webhooks.acceptance.sandbox.Stage;
import id.sahut.webhooks.bench.machine.FreePorts;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Requests that nobody would write, by the thousand. There is no dispatcher: what is made up here
/// is never sent anywhere.
final class ApiFuzzIT {

    private static final String NO_LIMIT = "100000";
    private static final int ROUTES = 23;

    private static final Duration IN_A_BUILD = Duration.ofSeconds(15);

    @BeforeAll
    static void requireSchemathesis() {
        Fuzzer.require();
    }

    @Test
    void nothingThatIsAskedIsAnsweredOtherThanDescribed() {
        int kafkaPort = FreePorts.next();
        int httpPort = FreePorts.next();
        String bootstrap = "127.0.0.1:" + kafkaPort;
        try (var kafka = SahutProcess.kafka(Repository.newDataFolder("fuzz-kafka"), kafkaPort)) {
            var applied = SahutProcess.run("topics", "apply", "--bootstrap", bootstrap);
            assertThat(applied.exit()).as(applied.err()).isZero();
            try (var ingest =
                            SahutProcess.service(
                                    "ingest",
                                    SahutProcess.SMALL_HEAP_MB,
                                    httpPort,
                                    settings(bootstrap));
                    var stage = new Stage(bootstrap, httpPort)) {
                SahutProcess.awaitReady(ingest, httpPort);
                var caller = stage.newWorkspace();
                await().alias("a webhook of the caller's own, once its key is known")
                        .until(
                                () ->
                                        stage.api()
                                                .register(
                                                        caller.apiKey(), "https://a.example.com/"),
                                Optional::isPresent);

                fuzz(httpPort, caller);

                assertThat(stage.api().register(caller.apiKey(), "https://b.example.com/"))
                        .as("the API still takes the caller's key")
                        .isPresent();
                assertLives(kafka, ingest);
            }
        }
    }

    private static void fuzz(int port, Stage.Workspace caller) {
        long seed = RandomGenerator.getDefault().nextLong(1 << 30);
        var result = Fuzzer.run(port, caller, seed, budget());

        Figures.print("fuzz seed=%d requests=%d".formatted(seed, result.requests()));
        Figures.print("fuzz " + result.answers());
        assertThat(result.exit()).as(result.report()).isZero();
        assertThat(result.answers().keySet())
                .as("not only refusals")
                .contains("POST /webhooks 201", "GET /webhooks 200", "GET /webhooks/{id} 200")
                .noneMatch(it -> it.matches(".* 5\\d\\d"));
    }

    /// A quarter of a minute's worth, unless `-Dsahut.acceptance.fuzz=5000` says how many requests.
    private static Fuzzer.Budget budget() {
        Integer requests = Integer.getInteger("sahut.acceptance.fuzz");
        return requests == null
                ? Fuzzer.Budget.of(IN_A_BUILD)
                : Fuzzer.Budget.of(Math.max(1, requests / ROUTES));
    }

    /// Nothing is in the way of asking much.
    private static Map<String, String> settings(String bootstrap) {
        var key = new byte[32];
        new SecureRandom().nextBytes(key);
        var settings = new HashMap<String, String>();
        settings.put("kafka.bootstrap.servers", bootstrap);
        settings.put("sahut.encryption-key", Base64.getEncoder().encodeToString(key));
        settings.put(
                "sahut.history.url",
                "jdbc:sqlite:" + Repository.newDataFolder("fuzz-history").resolve("history.db"));
        settings.put("sahut.webhooks.max-per-workspace", NO_LIMIT);
        settings.put("sahut.api-keys.max-per-workspace", NO_LIMIT);
        settings.put("sahut.rate-limits.business", NO_LIMIT);
        settings.put("sahut.rate-limits.wrong-keys", NO_LIMIT);
        return settings;
    }

    private static void assertLives(ChildProcess... processes) {
        for (ChildProcess it : processes) {
            assertThat(it.isAlive()).as(it::stderr).isTrue();
        }
    }
}
