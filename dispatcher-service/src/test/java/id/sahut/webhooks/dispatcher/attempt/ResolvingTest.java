package id.sahut.webhooks.dispatcher.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Blocked;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Cause;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Delivered;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Unreachable;
import id.sahut.webhooks.dispatcher.names.ClientThreads;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit sets the folder.
final class ResolvingTest {

    private static final String NAME = Certificates.NAME;

    @TempDir static Path folder;
    private static Certificates certificates;
    private RawServer server;
    private Sender sender;

    @BeforeAll
    static void makeCertificates() throws Exception {
        certificates = Certificates.in(folder);
    }

    @BeforeEach
    void start() throws Exception {
        server =
                RawServer.tls(
                        certificates.showing("good"),
                        c -> {
                            while (c.readRequest()) {
                                c.answer(200, "");
                            }
                        });
        sender = sender(Sender.patient());
    }

    @AfterEach
    void stop() throws Exception {
        sender.close();
        server.close();
    }

    private static Sender sender(AttemptLimits limits) throws Exception {
        return new Sender(limits, Sender.LOOPBACK_TOO, certificates.trusting());
    }

    private String url(String name) {
        return "https://" + name + ":" + server.port() + "/hook";
    }

    private static void assertUnknown(AttemptOutcome outcome, String detail) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Unreachable.class,
                        unreachable -> {
                            assertThat(unreachable.cause()).isEqualTo(Cause.DNS);
                            assertThat(unreachable.detail()).isEqualTo(detail);
                        });
    }

    @Test
    void aNameIsLookedUpOncePerHalfMinute() throws Exception {
        sender.names.with(NAME, "127.0.0.1");
        for (int i = 0; i < 5; i++) {
            assertThat(sender.outcomeOf(url(NAME))).isInstanceOf(Delivered.class);
        }
        assertThat(sender.names.lookups()).isEqualTo(1);

        sender.skip(Duration.ofSeconds(31));

        assertThat(sender.outcomeOf(url(NAME))).isInstanceOf(Delivered.class);
        assertThat(sender.names.lookups()).isEqualTo(2);
    }

    @Test
    void aNameThatTurnsPrivateIsBlockedAlthoughAConnectionIsOpen() throws Exception {
        sender.names.with(NAME, "127.0.0.1");
        assertThat(sender.outcomeOf(url(NAME))).isInstanceOf(Delivered.class);
        sender.names.with(NAME, "169.254.169.254");
        sender.skip(Duration.ofSeconds(31));

        assertThat(sender.outcomeOf(url(NAME)))
                .isEqualTo(new Blocked("blocked: the name leads to an address that is not public"));
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void oneForbiddenAddressAmongOthersBlocksTheName() throws Exception {
        sender.names.with(NAME, "127.0.0.1", "10.0.0.1");

        assertThat(sender.outcomeOf(url(NAME))).isInstanceOf(Blocked.class);
        assertThat(server.connections()).isZero();
    }

    @Test
    void anUnknownNameIsNotAskedForAgainAtOnce() throws Exception {
        assertUnknown(sender.outcomeOf(url(NAME)), "the name has no address");
        assertUnknown(sender.outcomeOf(url(NAME)), "the name has no address");
        assertThat(sender.names.lookups()).isEqualTo(1);

        sender.names.with(NAME, "127.0.0.1");
        sender.skip(Duration.ofSeconds(6));

        assertThat(sender.outcomeOf(url(NAME))).isInstanceOf(Delivered.class);
    }

    @Test
    void aSlowLookupFailsTheAttemptAndServesTheNext() throws Exception {
        sender.names.with(NAME, "127.0.0.1").hold(NAME);
        assertUnknown(sender.outcomeOf(url(NAME)), "the name server is too slow");
        assertUnknown(sender.outcomeOf(url(NAME)), "the name server is too slow");
        assertThat(sender.names.lookups()).isEqualTo(1);
        assertThat(sender.count("sahut.dns.lookups.slow")).isEqualTo(1);

        sender.names.release(NAME);
        await().until(() -> sender.count("sahut.dns.lookups") == 1);

        await().until(() -> sender.outcomeOf(url(NAME)) instanceof Delivered);
        assertThat(sender.names.lookups()).isEqualTo(1);
    }

    @Test
    void attemptsThatNeedTheSameNameShareALookup() throws Exception {
        sender.names.with(NAME, "127.0.0.1").hold(NAME);
        List<CompletableFuture<AttemptOutcome>> outcomes =
                IntStream.range(0, 50).mapToObj(_ -> sender.post(url(NAME))).toList();
        sender.names.release(NAME);

        for (CompletableFuture<AttemptOutcome> outcome : outcomes) {
            assertThat(outcome.get(15, TimeUnit.SECONDS)).isInstanceOf(Delivered.class);
        }
        assertThat(sender.names.lookups()).isEqualTo(1);
    }

    @Test
    void whileANewAnswerIsLateTheLastOneIsUsed() throws Exception {
        sender.names.with(NAME, "127.0.0.1");
        assertThat(sender.outcomeOf(url(NAME))).isInstanceOf(Delivered.class);
        sender.names.with(NAME, "10.0.0.1").hold(NAME);
        sender.skip(Duration.ofMinutes(59));

        assertThat(sender.outcomeOf(url(NAME)))
                .isInstanceOfSatisfying(
                        Delivered.class,
                        it -> assertThat(it.took()).isGreaterThan(Duration.ofMillis(490)));
        assertThat(sender.outcomeOf(url(NAME))).isInstanceOf(Delivered.class);
        assertThat(sender.names.lookups()).isEqualTo(2);
        assertThat(sender.count("sahut.dns.served.stale")).isEqualTo(1);

        sender.names.release(NAME);
        await().until(() -> sender.outcomeOf(url(NAME)) instanceof Blocked);
        assertThat(sender.names.lookups()).as("what came late counts").isEqualTo(2);
    }

    @Test
    void anAnswerOlderThanAnHourTakesNoLateOnesPlace() throws Exception {
        sender.names.with(NAME, "127.0.0.1");
        assertThat(sender.outcomeOf(url(NAME))).isInstanceOf(Delivered.class);
        sender.names.hold(NAME);
        sender.skip(Duration.ofMinutes(61));

        assertUnknown(sender.outcomeOf(url(NAME)), "the name server is too slow");
        assertThat(sender.count("sahut.dns.served.stale")).isZero();
        sender.names.release(NAME);
    }

    @Test
    void anAnswerThatWasReplacedIsNotUsedAgain() throws Exception {
        sender.names.with(NAME, "127.0.0.1");
        assertThat(sender.outcomeOf(url(NAME))).isInstanceOf(Delivered.class);
        sender.names.without(NAME);
        sender.skip(Duration.ofSeconds(31));
        assertUnknown(sender.outcomeOf(url(NAME)), "the name has no address");
        sender.names.with(NAME, "127.0.0.1").hold(NAME);
        sender.skip(Duration.ofSeconds(31));

        assertUnknown(sender.outcomeOf(url(NAME)), "the name server is too slow");
        sender.names.release(NAME);
    }

    @Test
    void onlySoManyNamesAreLookedUpAtOnce() throws Exception {
        int most = Sender.patient().names().lookups();
        for (int i = 0; i < most; i++) {
            sender.names.hold("held.example-" + i + ".com");
            var _ = sender.post(url("held.example-" + i + ".com"));
        }
        sender.names.with(NAME, "127.0.0.1");

        assertThat(sender.outcomeOf(url(NAME)))
                .isEqualTo(new AttemptOutcome.NotMade(AttemptOutcome.Lack.LOOKUPS));
        assertThat(sender.count("sahut.dns.lookups.refused")).isEqualTo(1);

        for (int i = 0; i < most; i++) {
            sender.names.release("held.example-" + i + ".com");
        }
        await().until(() -> sender.outcomeOf(url(NAME)) instanceof Delivered);
    }

    @Test
    void aNameThatMayNotBeLookedUpForNowIsCalledAtItsLastAddress() throws Exception {
        sender.names.with(NAME, "127.0.0.1");
        assertThat(sender.outcomeOf(url(NAME))).isInstanceOf(Delivered.class);
        sender.skip(Duration.ofSeconds(31));
        int most = Sender.patient().names().lookups();
        for (int i = 0; i < most; i++) {
            sender.names.hold("held.example-" + i + ".com");
            var _ = sender.post(url("held.example-" + i + ".com"));
        }

        assertThat(sender.outcomeOf(url(NAME))).isInstanceOf(Delivered.class);
        assertThat(sender.count("sahut.dns.lookups.refused")).isEqualTo(1);
        assertThat(sender.count("sahut.dns.served.stale")).isEqualTo(1);
        assertThat(server.requests()).hasSize(2);

        for (int i = 0; i < most; i++) {
            sender.names.release("held.example-" + i + ".com");
        }
    }

    @Test
    void oneDomainTakesAFourthOfTheLookups() throws Exception {
        int most = Sender.patient().names().lookups() / 4;
        for (int i = 0; i < most; i++) {
            sender.names.hold("held-" + i + ".toko.co.id");
            var _ = sender.post(url("held-" + i + ".toko.co.id"));
        }

        assertThat(sender.outcomeOf(url("one-more.toko.co.id")))
                .isEqualTo(new AttemptOutcome.NotMade(AttemptOutcome.Lack.LOOKUPS));
        assertThat(sender.count("sahut.dns.lookups.refused")).isEqualTo(1);
        assertUnknown(sender.outcomeOf(url("warung.co.id")), "the name has no address");

        for (int i = 0; i < most; i++) {
            sender.names.release("held-" + i + ".toko.co.id");
        }
        await().untilAsserted(() ->
                assertUnknown(
                        sender.outcomeOf(url("one-more.toko.co.id")), "the name has no address"));
    }

    @Test
    void idleConnectionsAreLimitedForTheProcessAndNotForEachClient() {
        JvmSettings.apply();
        int ofEach = Integer.parseInt(System.getProperty("jdk.httpclient.connectionPoolSize"));

        assertThat(ofEach).isPositive();
        assertThat(ofEach * AttemptLimits.defaults().clients())
                .isBetween(JvmSettings.MAX_IDLE / 2, JvmSettings.MAX_IDLE);
    }

    @Test
    void onlySoManyNamesAreRemembered() throws Exception {
        int most = Sender.patient().names().most();
        for (int i = 0; i < most + 500; i++) {
            assertUnknown(
                    sender.outcomeOf(url("n" + i + ".example.com")), "the name has no address");
        }
        assertThat(sender.meters.get("sahut.dns.names").gauge().value()).isLessThanOrEqualTo(most);
        assertThat(sender.count("sahut.dns.evictions")).isGreaterThanOrEqualTo(500);
    }

    @Test
    void theNextAddressIsTriedWhenTheFirstRefuses() throws Exception {
        sender.names.with(NAME, "127.0.0.2", "127.0.0.1");

        assertThat(sender.outcomeOf(url(NAME))).isInstanceOf(Delivered.class);
        assertThat(sender.outcomeOf(url(NAME))).isInstanceOf(Delivered.class);
        assertThat(server.connections()).isEqualTo(1);
    }

    @Test
    void silentAddressesCostAnAttemptThreeSecondsEachAndAreRemembered() throws Exception {
        try (var first = new SilentAddress("127.0.0.2", server.port());
                var second = new SilentAddress("127.0.0.3", server.port());
                Sender patient =
                        new Sender(
                                AttemptLimits.defaults(),
                                Sender.LOOPBACK_TOO,
                                certificates.trusting())) {
            patient.names
                    .with(NAME, "127.0.0.2", "127.0.0.3", "127.0.0.1")
                    .thenAlways(NAME, "127.0.0.3", "127.0.0.1", "127.0.0.4", "127.0.0.2");

            assertThat(patient.outcomeOf(url(NAME)))
                    .isInstanceOfSatisfying(
                            Delivered.class,
                            it ->
                                    assertThat(it.took())
                                            .isBetween(
                                                    Duration.ofSeconds(6),
                                                    Duration.ofMillis(7_500)));
            patient.skip(Duration.ofSeconds(31)); // looked up again: rotated, and with a fourth
            assertThat(patient.outcomeOf(url(NAME)))
                    .isInstanceOfSatisfying(
                            Delivered.class,
                            it -> assertThat(it.took()).isLessThan(Duration.ofSeconds(1)));
            assertThat(first.isBusy() && second.isBusy()).isTrue();
        }
    }

    @Test
    void localhostIsNeverAskedOfANameServer() throws Exception {
        try (RawServer plain =
                RawServer.plain(c -> {
                    c.readRequest();
                    c.answer(200, "");
                })) {
            assertThat(sender.outcomeOf("http://localhost:" + plain.port() + "/"))
                    .isInstanceOf(Delivered.class);
            assertThat(sender.names.lookups()).isZero();
        }
    }

    @Test
    @SuppressWarnings("AddressSelection")
    void otherLookupsOfTheProcessAreLeftAlone() throws Exception {
        String name = "vetted-for-webhooks.invalid.example.com";
        sender.names.with(name, "127.0.0.1");
        var _ = sender.outcomeOf(url(name));

        assertThatThrownBy(() -> InetAddress.getByName(name))
                .isInstanceOf(UnknownHostException.class);
        assertThat(InetAddress.getByName("localhost").isLoopbackAddress()).isTrue();
    }

    @Test
    void everyThreadOfAClientBelongsToItsGroup() {
        List<String> strangers = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (thread.getName().matches("HttpClient-\\d+-SelectorManager")
                    && !(thread.getThreadGroup() instanceof ClientThreads)) {
                strangers.add(thread.getName());
            }
        }
        assertThat(strangers).isEmpty();
        assertThat(Thread.getAllStackTraces().keySet())
                .anyMatch(thread -> thread.getThreadGroup() instanceof ClientThreads);
    }
}
