package id.sahut.webhooks.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.sahut.webhooks.common.endpoint.Cidr;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.signing.WebhookSecret;
import id.sahut.webhooks.common.webhook.SecretBox;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SettingsTest {

    private static final String KEY = SecretBox.newKey(new Random(1));

    @TempDir private Path folder;

    @Test
    void whatNobodySetsHasItsDefault() throws IOException {
        var settings = Settings.load(Optional.empty(), Map.of(), Map.of());
        var sahut = settings.sahut();
        assertThat(sahut.instanceId()).isEqualTo(Optional.empty());
        assertThat(sahut.allowedPrivateCidrs()).isEqualTo(Optional.empty());
        assertThat(sahut.encryptionKey()).isEqualTo(Optional.empty());
        assertThat(sahut.http().host()).isEqualTo("0.0.0.0");
        assertThat(sahut.http().port()).isEqualTo(8080);
        assertThat(sahut.http().trustedProxies()).isEqualTo(Optional.empty());
        assertThat(sahut.topics().prefix()).isEqualTo("sahut.");
        assertThat(sahut.retry().delays())
                .containsExactly(
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(30),
                        Duration.ofMinutes(2),
                        Duration.ofMinutes(10),
                        Duration.ofMinutes(30));
        assertThat(sahut.events().maxBytes()).isEqualTo(512 * 1024);
        assertThat(sahut.events().catalogue()).isEqualTo(Optional.empty());
        assertThat(sahut.events().maxIdempotencyKeys()).isEqualTo(1_000_000);
        assertThat(sahut.webhooks().maxPerWorkspace()).isEqualTo(100);
        assertThat(sahut.apiKeys().maxPerWorkspace()).isEqualTo(100);
        assertThat(sahut.rateLimits().starter()).isEqualTo(60);
        assertThat(sahut.rateLimits().pro()).isEqualTo(300);
        assertThat(sahut.rateLimits().business()).isEqualTo(1000);
        assertThat(sahut.rateLimits().wrongKeys()).isEqualTo(30);
        var dispatcher = sahut.dispatcher();
        assertThat(dispatcher.maxInFlight()).isEqualTo(2048);
        assertThat(dispatcher.maxInFlightPerEndpoint()).isEqualTo(64);
        assertThat(dispatcher.maxInFlightSlowEndpoint()).isEqualTo(4);
        assertThat(dispatcher.maxQueued()).isEqualTo(8192);
        assertThat(dispatcher.maxBufferedBytes()).isEqualTo(64L << 20);
        assertThat(dispatcher.maxLaneWait()).isEqualTo(Duration.ofSeconds(5));
        assertThat(dispatcher.dueSharePercent()).isEqualTo(50);
        assertThat(dispatcher.attemptTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(dispatcher.outcomeInterval()).isEqualTo(Duration.ofMillis(100));
        assertThat(dispatcher.backlogMaxAge()).isEqualTo(Duration.ofDays(3));
        assertThat(dispatcher.revokeGrace()).isEqualTo(Duration.ofSeconds(3));
        var history = sahut.history();
        assertThat(history.enabled()).isTrue();
        assertThat(history.url()).isEqualTo("jdbc:sqlite:data/history.db");
        assertThat(history.user()).isEqualTo(Optional.empty());
        assertThat(history.password()).isEqualTo(Optional.empty());
        assertThat(history.retention()).isEqualTo(Duration.ofDays(7));
        assertThat(sahut.redrive().rate()).isEqualTo(50);

        assertThat(settings.tiers()).hasToString("5s,30s,2m,10m,30m");
        assertThat(settings.topics().events()).isEqualTo("sahut.events");
        assertThat(settings.kafka().bootstrapServers()).isEqualTo("127.0.0.1:9092");
        assertThat(settings.catalogue().types()).hasSize(6);
        assertThat(settings.addressRules().permits(InetAddress.getByName("10.0.0.1"))).isFalse();
        assertThatThrownBy(() -> settings.secretBox(new Random(1)))
                .isInstanceOf(BadSettingsException.class)
                .hasMessage(
                        "sahut.encryption-key (or SAHUT_ENCRYPTION_KEY) is not set: give the base64 of 32"
                                + " random bytes, the same to every service");
    }

    @Test
    void everyKeyCanBeSet() throws IOException {
        Path types =
                Files.writeString(
                        folder.resolve("types.json"),
                        """
                        [{"type": "order.paid", "description": "Paid",
                          "example": {"event": "order.paid", "timestamp": "2024-03-15T08:30:00Z",
                                      "workspace_id": "ws_1", "data": {}}}]
                        """);
        var keys = new HashMap<String, String>();
        keys.put("sahut.instance-id", "dispatcher-0");
        keys.put("sahut.allowed-private-cidrs", "10.0.0.0/8,fd00::/8");
        keys.put("sahut.encryption-key", KEY);
        keys.put("sahut.http.host", "127.0.0.1");
        keys.put("sahut.http.port", "9090");
        keys.put("sahut.topics.prefix", "staging.");
        keys.put("sahut.retry.delays", "1s, 2s ,3s");
        keys.put("sahut.events.max-bytes", "1024");
        keys.put("sahut.events.catalogue", types.toString());
        keys.put("sahut.events.max-idempotency-keys", "1000");
        keys.put("sahut.webhooks.max-per-workspace", "7");
        keys.put("sahut.http.trusted-proxies", "192.168.7.0/24");
        keys.put("sahut.api-keys.max-per-workspace", "8");
        keys.put("sahut.rate-limits.starter", "9");
        keys.put("sahut.rate-limits.pro", "10");
        keys.put("sahut.rate-limits.business", "11");
        keys.put("sahut.rate-limits.wrong-keys", "12");
        keys.put("sahut.dispatcher.max-in-flight", "1");
        keys.put("sahut.dispatcher.max-in-flight-per-endpoint", "2");
        keys.put("sahut.dispatcher.max-in-flight-slow-endpoint", "3");
        keys.put("sahut.dispatcher.max-queued", "4");
        keys.put("sahut.dispatcher.max-buffered-bytes", "8589934592");
        keys.put("sahut.dispatcher.max-lane-wait", "6s");
        keys.put("sahut.dispatcher.due-share-percent", "100");
        keys.put("sahut.dispatcher.attempt-timeout", "8s");
        keys.put("sahut.dispatcher.outcome-interval", "90ms");
        keys.put("sahut.dispatcher.backlog-max-age", "10m");
        keys.put("sahut.dispatcher.revoke-grace", "0s");
        keys.put("sahut.history.enabled", "false");
        keys.put("sahut.history.url", "jdbc:postgresql://db/sahut");
        keys.put("sahut.history.user", "sahut");
        keys.put("sahut.history.password", "secret");
        keys.put("sahut.history.retention", "14d");
        keys.put("sahut.redrive.rate", "200");
        assertThat(keys.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Setting.all().stream().map(Setting::key).toList());

        var fromFile = Settings.load(Optional.of(file(keys)), Map.of(), Map.of());
        assertAllSet(fromFile);
        var variables = new HashMap<String, String>();
        Setting.all()
                .forEach(it -> variables.put(it.variable(), String.valueOf(keys.get(it.key()))));
        assertAllSet(Settings.load(Optional.empty(), variables, Map.of()));
        assertAllSet(Settings.load(Optional.empty(), Map.of(), keys));
    }

    private static void assertAllSet(Settings settings) throws IOException {
        var sahut = settings.sahut();
        assertThat(sahut.instanceId()).hasValue("dispatcher-0");
        assertThat(sahut.allowedPrivateCidrs().orElseThrow())
                .containsExactly("10.0.0.0/8", "fd00::/8");
        assertThat(sahut.encryptionKey()).hasValue(new SecretText(KEY));
        assertThat(sahut.http().host()).isEqualTo("127.0.0.1");
        assertThat(sahut.http().port()).isEqualTo(9090);
        assertThat(sahut.events().maxBytes()).isEqualTo(1024);
        assertThat(sahut.events().maxIdempotencyKeys()).isEqualTo(1000);
        assertThat(sahut.webhooks().maxPerWorkspace()).isEqualTo(7);
        assertThat(settings.trustedProxies()).containsExactly(Cidr.parse("192.168.7.0/24"));
        assertThat(sahut.apiKeys().maxPerWorkspace()).isEqualTo(8);
        assertThat(sahut.rateLimits().starter()).isEqualTo(9);
        assertThat(sahut.rateLimits().pro()).isEqualTo(10);
        assertThat(sahut.rateLimits().business()).isEqualTo(11);
        assertThat(sahut.rateLimits().wrongKeys()).isEqualTo(12);
        var dispatcher = sahut.dispatcher();
        assertThat(dispatcher.maxInFlight()).isEqualTo(1);
        assertThat(dispatcher.maxInFlightPerEndpoint()).isEqualTo(2);
        assertThat(dispatcher.maxInFlightSlowEndpoint()).isEqualTo(3);
        assertThat(dispatcher.maxQueued()).isEqualTo(4);
        assertThat(dispatcher.maxBufferedBytes()).isEqualTo(8L << 30);
        assertThat(dispatcher.maxLaneWait()).isEqualTo(Duration.ofSeconds(6));
        assertThat(dispatcher.dueSharePercent()).isEqualTo(100);
        assertThat(dispatcher.attemptTimeout()).isEqualTo(Duration.ofSeconds(8));
        assertThat(dispatcher.outcomeInterval()).isEqualTo(Duration.ofMillis(90));
        assertThat(dispatcher.backlogMaxAge()).isEqualTo(Duration.ofMinutes(10));
        assertThat(dispatcher.revokeGrace()).isEqualTo(Duration.ZERO);
        var history = sahut.history();
        assertThat(history.enabled()).isFalse();
        assertThat(history.url()).isEqualTo("jdbc:postgresql://db/sahut");
        assertThat(history.user()).hasValue("sahut");
        assertThat(history.password()).hasValue(new SecretText("secret"));
        assertThat(history.retention()).isEqualTo(Duration.ofDays(14));
        assertThat(sahut.redrive().rate()).isEqualTo(200);

        assertThat(settings.tiers()).hasToString("1s,2s,3s");
        assertThat(settings.topics().events()).isEqualTo("staging.events");
        assertThat(settings.catalogue().types()).containsExactly(new EventType("order.paid"));
        assertThat(settings.addressRules().permits(InetAddress.getByName("10.0.0.1"))).isTrue();
        var secret = WebhookSecret.random(new Random(1));
        var workspace = new WorkspaceId("ws_1");
        var webhook = new WebhookId("wh_1");
        var sealed = SecretBox.of(KEY, new Random(2)).seal(secret, workspace, webhook);
        assertThat(settings.secretBox(new Random(3)).open(sealed, workspace, webhook))
                .hasValue(secret);
    }

    @Test
    void theCommandLineWinsOverTheEnvironmentAndThatOverTheFile() throws IOException {
        Path file =
                file(
                        Map.of(
                                "sahut.http.port", "1",
                                "sahut.events.max-bytes", "2001",
                                "sahut.webhooks.max-per-workspace", "3",
                                "kafka.client.id", "file",
                                "kafka.bootstrap.servers", "file:1"));
        var environment =
                Map.of(
                        "SAHUT_HTTP_PORT", "4",
                        "SAHUT_EVENTS_MAX_BYTES", "2002",
                        "KAFKA_BOOTSTRAP_SERVERS", "environment:1");
        var settings =
                Settings.load(Optional.of(file), environment, Map.of("sahut.http.port", "5"));
        assertThat(settings.sahut().http().port()).isEqualTo(5);
        assertThat(settings.sahut().events().maxBytes()).isEqualTo(2002);
        assertThat(settings.sahut().webhooks().maxPerWorkspace()).isEqualTo(3);
        assertThat(settings.kafka().bootstrapServers()).isEqualTo("environment:1");
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnceWithKeyRuleAndValue() throws IOException {
        Path file =
                file(
                        Map.ofEntries(
                                Map.entry("sahut.http.port", "70000"),
                                Map.entry("sahut.http.prot", "1"),
                                Map.entry("sahut.colour", "blue"),
                                Map.entry("colour", "blue"),
                                Map.entry("sahut.retry.delays", "5s,1s"),
                                Map.entry("sahut.retry.delays[0]", "5s"),
                                Map.entry("sahut.topics.prefix", "a b"),
                                Map.entry("sahut.allowed-private-cidrs", "10.0.0.1/8"),
                                Map.entry("sahut.events.max-bytes", "many"),
                                Map.entry("sahut.events.catalogue", "/nowhere/types.json"),
                                Map.entry("sahut.dispatcher.attempt-timeout", "10"),
                                Map.entry("sahut.dispatcher.outcome-interval", "2s"),
                                Map.entry(
                                        "sahut.dispatcher.max-buffered-bytes",
                                        "99999999999999999999"),
                                Map.entry("sahut.instance-id", "a b"),
                                Map.entry("sahut.encryption-key", "hemmelig"),
                                Map.entry("kafka.acks", "1"),
                                Map.entry("kafka.colour", "blue")));
        assertThat(problems(Optional.of(file), Map.of("SAHUT_HTTP_PRT", "1", "SAHUT_WRONG", "1")))
                .containsExactlyInAnyOrder(
                        "colour is not a setting: every key begins with sahut. or kafka.",
                        "SAHUT_HTTP_PRT is not a setting: is SAHUT_HTTP_PORT meant?",
                        "kafka.acks can't be changed: an acknowledged record must survive the loss of a broker",
                        "kafka.colour is not a setting of a Kafka client",
                        "sahut.colour is not a setting",
                        "sahut.http.prot is not a setting: is sahut.http.port meant?",
                        "sahut.retry.delays[0] is not a setting",
                        "sahut.dispatcher.attempt-timeout: '10' is not a duration: write a whole number and ms,"
                                + " s, m, h or d, such as 500ms, 5s or 2m; allowed is 100ms to 60s",
                        "sahut.dispatcher.max-buffered-bytes: '99999999999999999999' is not a whole number; allowed is 2097152 to 8589934592",
                        "sahut.events.max-bytes: 'many' is not a whole number; allowed is 1024 to 1048576",
                        "sahut.dispatcher.outcome-interval must be from 10ms to 1s, not 2s",
                        "sahut.http.port must be from 0 to 65535, not 70000",
                        "sahut.instance-id: a process's name is 1 to 64 letters, digits, '.', '_' and '-', not 'a b'",
                        "sahut.retry.delays: each retry delay must be longer than the one before: 1s after 5s",
                        "sahut.topics.prefix: a topic prefix is up to 64 letters, digits, '.', '_' and '-', not 'a b'",
                        "sahut.allowed-private-cidrs: '10.0.0.1/8' has bits set after the prefix, meant is perhaps"
                                + " 10.0.0.0/8; write a block like 10.0.0.0/8 or fd00::/8",
                        "sahut.events.catalogue: there is no file /nowhere/types.json",
                        "sahut.encryption-key: an encryption key is the base64 of 32 random bytes");
    }

    @Test
    void noProblemShowsASecretOrTheLibrarysCodes() throws IOException {
        var all = new HashMap<String, String>();
        Setting.all().forEach(it -> all.put(it.key(), "hemmelig,x"));
        all.put("kafka.sasl.jaas.confg", "hemmelig");
        all.remove("sahut.http.host");
        var said = problems(Optional.of(file(all)), Map.of());
        assertThat(said).noneMatch(it -> it.contains("SRCFG") || it.contains("Exception"));
        assertThat(said)
                .filteredOn(it -> it.contains("encryption-key") || it.contains("kafka"))
                .isNotEmpty()
                .noneMatch(it -> it.contains("hemmelig"));
        var good = Settings.load(Optional.empty(), Map.of("SAHUT_ENCRYPTION_KEY", KEY), Map.of());
        assertThat(good.toString() + good.sahut().encryptionKey())
                .doesNotContain(KEY)
                .contains("(hidden)");
    }

    @Test
    void bothEndsOfARangeAreAllowedAndNothingBeyond() throws IOException {
        assertThat(port("0")).isZero();
        assertThat(port("65535")).isEqualTo(65_535);
        for (String port :
                List.of("-1", "65536", "0x10", "8080.0", "8_080", "tcp://10.0.0.1:8080")) {
            assertThatThrownBy(() -> port(port)).as(port).isInstanceOf(BadSettingsException.class);
        }
    }

    @Test
    void anEmptyVariableCountsAsNotSet() throws IOException {
        Path file = file(Map.of("sahut.http.port", "9090", "sahut.instance-id", "a"));
        var settings =
                Settings.load(
                        Optional.of(file),
                        Map.of(
                                "SAHUT_HTTP_PORT",
                                "",
                                "SAHUT_RETRY_DELAYS",
                                " ",
                                "SAHUT_INSTANCE_ID",
                                ""),
                        Map.of());
        assertThat(settings.sahut().http().port()).isEqualTo(9090);
        assertThat(settings.tiers().all()).hasSize(5);
        // a key without a default is emptied by it
        assertThat(settings.sahut().instanceId()).isEqualTo(Optional.empty());
    }

    @Test
    void anEmptyValueInAFileIsTheDefault() throws IOException {
        var keys = new HashMap<String, String>();
        Setting.all().forEach(it -> keys.put(it.key(), ""));
        var settings = Settings.load(Optional.of(file(keys)), Map.of(), Map.of());
        assertThat(settings.sahut().http().port()).isEqualTo(8080);
        assertThat(settings.sahut().encryptionKey()).isEqualTo(Optional.empty());
        assertThat(settings.sahut().allowedPrivateCidrs()).isEqualTo(Optional.empty());
    }

    @Test
    void variablesThatAreNotOursAreLeftAlone() {
        var environment =
                Map.of(
                        "SAHUT_LOG_LEVEL", "DEBUG",
                        "SAHUT_INGEST_SERVICE_HOST", "10.0.0.1", // Kubernetes makes such
                        "SAHUT_HTTP_PORT_8080_TCP", "tcp://10.0.0.1:8080",
                        "SAHUT_VERSION", "1",
                        "sahut_http_port", "x",
                        "KAFKA_HEAP_OPTS", "-Xmx1g",
                        "PATH", "/bin");
        assertThat(Settings.load(Optional.empty(), environment, Map.of()).sahut().http().port())
                .isEqualTo(8080);
    }

    @Test
    void aMisspeltVariableStopsTheStart() throws IOException {
        assertThat(
                        problems(
                                Optional.empty(),
                                Map.of(
                                        "SAHUT_DISPATCHER_MAX_INFLIGHT", "1",
                                        "SAHUT_ENCRYPTION_KEYS", "hemmelig",
                                        "SAHUT_ALLOWED_PRIVATE_CIDR", "")))
                .containsExactly(
                        "SAHUT_ALLOWED_PRIVATE_CIDR is not a setting: is SAHUT_ALLOWED_PRIVATE_CIDRS meant?",
                        "SAHUT_DISPATCHER_MAX_INFLIGHT is not a setting: is SAHUT_DISPATCHER_MAX_IN_FLIGHT meant?",
                        "SAHUT_ENCRYPTION_KEYS is not a setting: is SAHUT_ENCRYPTION_KEY meant?");
    }

    @Test
    void noTwoKeysAreSoAlikeThatOneLooksLikeTheOthersMisspelling() {
        var variables = Setting.all().stream().map(Setting::variable).toList();
        for (String variable : variables) {
            var others = new ArrayList<>(variables);
            others.remove(variable);
            if (!variable.startsWith("SAHUT_HTTP_")) {
                assertThat(Typos.meant(variable, others)).as(variable).isEqualTo(Optional.empty());
            }
        }
    }

    @Test
    void aFileThatCannotBeReadIsNamed() throws IOException {
        Path none = folder.resolve("none.properties");
        assertThat(problems(Optional.of(none), Map.of()))
                .containsExactly("there is no settings file " + none);
        assertThat(problems(Optional.of(folder), Map.of()))
                .singleElement()
                .asString()
                .startsWith("the settings file " + folder + " can't be read: ");
        Path latin1 = folder.resolve("latin1.properties");
        Files.writeString(latin1, "sahut.http.host=caf\u00e9", StandardCharsets.ISO_8859_1);
        Path escape =
                Files.writeString(folder.resolve("escape.properties"), "sahut.http.host=\\u00");
        for (Path file : List.of(latin1, escape)) {
            assertThat(problems(Optional.of(file), Map.of()))
                    .containsExactly(
                            "the settings file " + file + " is not a UTF-8 properties file");
        }
    }

    @Test
    void severalProblemsAreOneLine() {
        assertThat(new BadSettingsException(List.of("a is wrong"))).hasMessage("a is wrong");
        assertThat(new BadSettingsException(List.of("a is wrong", "b is wrong")))
                .hasMessage("2 settings are wrong: a is wrong; b is wrong");
    }

    @Test
    void aValueIsTakenLiterally() throws IOException {
        var settings =
                Settings.load(
                        Optional.of(file(Map.of("sahut.http.host", "${PATH}"))),
                        Map.of(),
                        Map.of());
        assertThat(settings.sahut().http().host()).isEqualTo("${PATH}");
    }

    private static int port(String value) {
        return Settings.load(Optional.empty(), Map.of(), Map.of("sahut.http.port", value))
                .sahut()
                .http()
                .port();
    }

    private static List<String> problems(Optional<Path> file, Map<String, String> environment) {
        try {
            var _ = Settings.load(file, environment, Map.of());
        } catch (BadSettingsException e) {
            return e.problems();
        }
        throw new AssertionError("nothing was found to be wrong");
    }

    private Path file(Map<String, String> keys) throws IOException {
        var lines = new ArrayList<String>();
        keys.forEach((key, value) -> lines.add(key + "=" + value.replace("\\", "\\\\")));
        return Files.write(folder.resolve("sahut.properties"), lines);
    }

    @Test
    void aHistorysUrlIsOneOfADatabaseThatWeKnow() {
        assertThatThrownBy(() ->
                        Settings.load(
                                Optional.empty(),
                                Map.of(),
                                Map.of("sahut.history.url", "jdbc:mysql://db/sahut")))
                .isInstanceOf(BadSettingsException.class)
                .hasMessageContaining("sahut.history.url")
                .hasMessageContaining("jdbc:postgresql:");
    }
}
