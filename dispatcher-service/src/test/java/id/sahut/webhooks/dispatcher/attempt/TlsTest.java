package id.sahut.webhooks.dispatcher.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Cause;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Delivered;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Phase;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.TimedOut;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Unreachable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@SuppressWarnings("NullAway.Init") // JUnit sets the folder.
final class TlsTest {

    @TempDir static Path folder;
    private static Certificates certificates;

    @BeforeAll
    static void makeCertificates() throws Exception {
        certificates = Certificates.in(folder);
    }

    private static Sender trustingSender() throws Exception {
        return trustingSender(Sender.patient());
    }

    private static Sender trustingSender(AttemptLimits limits) throws Exception {
        Sender sender = new Sender(limits, Sender.LOOPBACK_TOO, certificates.trusting());
        sender.names.with(Certificates.NAME, "127.0.0.1");
        return sender;
    }

    private static String url(RawServer server) {
        return "https://" + Certificates.NAME + ":" + server.port() + "/hook";
    }

    private static RawServer.Script answering() {
        return c -> {
            while (c.readRequest()) {
                c.answer(200, "");
            }
        };
    }

    @Test
    void aTrustedEndpointIsDeliveredToAndItsConnectionUsedAgain() throws Exception {
        try (RawServer server = RawServer.tls(certificates.showing("good"), answering());
                Sender sender = trustingSender()) {
            for (int i = 0; i < 10; i++) {
                assertThat(sender.outcomeOf(url(server))).isInstanceOf(Delivered.class);
            }
            assertThat(server.connections()).isEqualTo(1);
            assertThat(server.requests().getFirst())
                    .contains("Host: " + Certificates.NAME + ":" + server.port());
        }
    }

    @Test
    void anAddressWithACertificateIsDeliveredTo() throws Exception {
        try (RawServer server = RawServer.tls(certificates.showing("good"), answering());
                Sender sender = trustingSender()) {
            assertThat(sender.outcomeOf("https://127.0.0.1:" + server.port() + "/"))
                    .isInstanceOf(Delivered.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "stranger, the certificate is not trusted",
        "expired, the certificate has expired",
        "wrong-name, 'the certificate is for another name, or unusable'",
    })
    void aCertificateThatIsNotInOrderGetsNoRequest(String alias, String detail) throws Exception {
        try (RawServer server = RawServer.tls(certificates.showing(alias), answering());
                Sender sender = trustingSender()) {
            assertThat(sender.outcomeOf(url(server)))
                    .isInstanceOfSatisfying(
                            Unreachable.class,
                            unreachable -> {
                                assertThat(unreachable.cause()).isEqualTo(Cause.TLS);
                                assertThat(unreachable.detail()).isEqualTo(detail);
                            });
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void twoNamesAtOneAddressDoNotShareAConnection() throws Exception {
        try (RawServer server = RawServer.tls(certificates.showing("good"), answering());
                Sender sender = trustingSender()) {
            sender.names.with("other.example.com", "127.0.0.1");
            assertThat(sender.outcomeOf(url(server))).isInstanceOf(Delivered.class);

            assertThat(sender.outcomeOf("https://other.example.com:" + server.port() + "/hook"))
                    .isInstanceOf(Unreachable.class);
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void plainTextOnATlsPortIsToldAsTls() throws Exception {
        RawServer.Script script =
                c -> {
                    c.write("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
                    c.awaitHangUp();
                };
        try (RawServer server = RawServer.plain(script);
                Sender sender = trustingSender()) {
            assertThat(sender.outcomeOf(url(server)))
                    .isInstanceOfSatisfying(
                            Unreachable.class,
                            unreachable -> assertThat(unreachable.cause()).isEqualTo(Cause.TLS));
            await().until(() -> server.hungUpOn() == 1);
        }
    }

    @Test
    void anEndpointThatClosesDuringTheHandshakeIsUnreachable() throws Exception {
        try (RawServer server = RawServer.plain(c -> {});
                Sender sender = trustingSender()) {
            assertThat(sender.outcomeOf(url(server))).isInstanceOf(Unreachable.class);
        }
    }

    @Test
    void anEndpointThatNeverShakesHandsTimesOutConnecting() throws Exception {
        try (RawServer server = RawServer.plain(RawServer.Conversation::awaitHangUp);
                Sender sender = trustingSender(Sender.oneSecond())) {
            assertThat(sender.outcomeOf(url(server)))
                    .isInstanceOfSatisfying(
                            TimedOut.class,
                            late -> assertThat(late.during()).isEqualTo(Phase.CONNECT));
            await().until(() -> server.hungUpOn() == 1);
        }
    }

    @Test
    void aPooledConnectionThatTheEndpointClosesInThatMomentIsReplacedOnce() throws Exception {
        AtomicInteger served = new AtomicInteger();
        RawServer.Script script =
                c -> {
                    c.readRequest();
                    c.answer(200, "");
                    served.incrementAndGet();
                    c.readRequest();
                    // Closes without a word, as if it had done so before the request came.
                };
        try (RawServer server = RawServer.tls(certificates.showing("good"), script);
                Sender sender = trustingSender()) {
            for (int i = 1; i <= 5; i++) {
                assertThat(sender.outcomeOf(url(server))).isInstanceOf(Delivered.class);
            }
            assertThat(served).hasValue(5);
            assertThat(sender.count("sahut.attempts.own.connection"))
                    .as("each leaves no connection behind")
                    .isEqualTo(2);
        }
    }

    /// As a balancer does that forgets connections: the client's pool does not notice.
    @Test
    void ofManyDeadConnectionsInThePoolNoneCostsAnAttempt() throws Exception {
        int pooled = 12;
        var together = new CyclicBarrier(pooled);
        RawServer.Script script =
                c -> {
                    c.readRequest();
                    if (c.number() <= pooled) {
                        awaitAll(together);
                        c.answer(200, "");
                        c.readRequest();
                    } else {
                        c.answer(200, "");
                    }
                };
        try (RawServer server = RawServer.tls(certificates.showing("good"), script);
                Sender sender = trustingSender()) {
            var first = new ArrayList<CompletableFuture<AttemptOutcome>>();
            for (int i = 0; i < pooled; i++) {
                first.add(sender.post(url(server)));
            }
            for (var one : first) {
                assertThat(one.get(10, TimeUnit.SECONDS)).isInstanceOf(Delivered.class);
            }

            for (int i = 1; i <= pooled; i++) {
                assertThat(sender.outcomeOf(url(server))).isInstanceOf(Delivered.class);
            }
            assertThat(server.connections()).isEqualTo(2 * pooled);
        }
    }

    private static void awaitAll(CyclicBarrier together) throws InterruptedException {
        try {
            together.await();
        } catch (BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatNobodyAnsweredIsMadeAgainOnANewConnection() throws Exception {
        RawServer.Script script =
                c -> {
                    c.readRequest();
                    c.answer(200, "");
                    if (c.number() == 1) {
                        c.awaitHangUp(); // silent from now on
                    }
                };
        try (RawServer server = RawServer.tls(certificates.showing("good"), script);
                Sender sender = trustingSender()) {
            assertThat(sender.outcomeOf(url(server))).isInstanceOf(Delivered.class);

            var again = Sender.onNewConnection(Sender.request(url(server)));
            assertThat(sender.post(again).get(5, TimeUnit.SECONDS)).isInstanceOf(Delivered.class);
            assertThat(server.connections()).isEqualTo(2);
            assertThat(server.requests().getLast()).contains("Connection: close");
        }
    }

    /// A body larger than the socket's buffers, so that writing it never ends.
    @Test
    void anEndpointThatReadsNothingHoldsNoOtherUp() throws Exception {
        RawServer.Script script =
                c -> {
                    if (c.number() == 1) {
                        c.pause(Duration.ofSeconds(60));
                    } else {
                        c.readRequest();
                        c.awaitHangUp();
                    }
                };
        try (RawServer server = RawServer.tls(certificates.showing("good"), script);
                Sender sender = trustingSender(Sender.oneSecond())) {
            AttemptRequest small = Sender.request(url(server));
            var large =
                    new AttemptRequest(
                            small.url(), small.headers(), new byte[8 * 1_024 * 1_024], true);
            var stuck = sender.post(large);
            await().until(() -> server.connections() == 1);

            var silent = sender.post(Sender.onNewConnection(small));

            assertThat(stuck.get(5, TimeUnit.SECONDS)).isInstanceOf(TimedOut.class);
            assertThat(silent.get(5, TimeUnit.SECONDS)).isInstanceOf(TimedOut.class);
            assertThat(sender.post(Sender.onNewConnection(small)).get(5, TimeUnit.SECONDS))
                    .as("deadlines are still watched")
                    .isInstanceOf(TimedOut.class);
        }
    }

    @Test
    void anAnswerThatIsWholeDoesNotWaitForItsConnectionToClose() throws Exception {
        RawServer.Script script =
                c -> {
                    c.readRequest();
                    c.answer(200, "ok");
                    c.awaitHangUp();
                };
        try (RawServer server = RawServer.tls(certificates.showing("good"), script);
                Sender sender = trustingSender()) {
            var request = Sender.onNewConnection(Sender.request(url(server)));

            assertThat(sender.post(request).get(5, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            Delivered.class, it -> assertThat(it.oddity()).isEmpty());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "stranger, the certificate is not trusted",
        "expired, the certificate has expired",
        "wrong-name, 'the certificate is for another name, or unusable'",
    })
    void aConnectionOfItsOwnIsNoLessParticular(String alias, String detail) throws Exception {
        try (RawServer server = RawServer.tls(certificates.showing(alias), answering());
                Sender sender = trustingSender()) {
            var request = Sender.onNewConnection(Sender.request(url(server)));

            assertThat(sender.post(request).get(5, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            Unreachable.class,
                            it -> {
                                assertThat(it.cause()).isEqualTo(Cause.TLS);
                                assertThat(it.detail()).isEqualTo(detail);
                            });
            assertThat(server.requests()).isEmpty();
        }
    }

    @Test
    void aNewConnectionClosedWithoutAnAnswerIsNotReplaced() throws Exception {
        RawServer.Script script = RawServer.Conversation::readRequest;
        try (RawServer server = RawServer.tls(certificates.showing("good"), script);
                Sender sender = trustingSender()) {
            assertThat(sender.outcomeOf(url(server)))
                    .isInstanceOfSatisfying(
                            Unreachable.class,
                            unreachable -> assertThat(unreachable.cause()).isEqualTo(Cause.RESET));
            assertThat(server.requests()).hasSize(1);
        }
    }
}
