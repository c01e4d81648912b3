package id.sahut.webhooks.dispatcher.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.endpoint.AddressRules;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Blocked;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Cancelled;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Cause;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Delivered;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Refused;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Unreachable;
import id.sahut.webhooks.dispatcher.names.ClientThreads;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class WebhookClientTest {

    private static RawServer.Script answering(int status, String body) {
        return c -> {
            while (c.readRequest()) {
                c.answer(status, body);
            }
        };
    }

    @Test
    void theRequestArrivesByteForByte() throws Exception {
        try (RawServer server = RawServer.plain(answering(200, ""));
                Sender sender = new Sender(Sender.patient())) {
            sender.outcomeOf(
                    server.url(),
                    new AttemptRequest.Header("Content-Type", "application/json"),
                    new AttemptRequest.Header("X-Sahut-Event", "message.created"));

            assertThat(server.requests())
                    .singleElement()
                    .asString()
                    .startsWith("POST /hook?token=secret HTTP/1.1\r\n")
                    .contains("\r\nHost: 127.0.0.1:" + server.port() + "\r\n")
                    .containsIgnoringCase("\r\nContent-Type: application/json\r\n")
                    .containsIgnoringCase("\r\nX-Sahut-Event: message.created\r\n")
                    .doesNotContainIgnoringCase("Upgrade")
                    .endsWith("\r\n\r\n" + Sender.BODY);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 299})
    void everySuccessStatusIsDelivered(int status) throws Exception {
        try (RawServer server = RawServer.plain(answering(status, "tamam"));
                Sender sender = new Sender(Sender.patient())) {
            assertThat(sender.outcomeOf(server.url()))
                    .isInstanceOfSatisfying(
                            Delivered.class,
                            delivered -> {
                                assertThat(delivered.status()).isEqualTo(status);
                                assertThat(delivered.bodyStart()).isEqualTo("tamam");
                                assertThat(delivered.took()).isPositive();
                            });
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 204 No Content\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
                "HTTP/1.1 103 x\r\n\r\nHTTP/1.1 200 x\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.0 200 OK\r\n\r\nuntil the end",
                "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nuntil the end",
            })
    void otherShapesOfSuccessAreDelivered(String answer) throws Exception {
        RawServer.Script script =
                c -> {
                    c.readRequest();
                    c.write(answer);
                };
        try (RawServer server = RawServer.plain(script);
                Sender sender = new Sender(Sender.patient())) {
            assertThat(sender.outcomeOf(server.url())).isInstanceOf(Delivered.class);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 304, 400, 404, 410, 429, 500, 503, 599})
    void everyOtherStatusIsRefused(int status) throws Exception {
        try (RawServer server = RawServer.plain(answering(status, ""));
                Sender sender = new Sender(Sender.patient())) {
            assertThat(sender.outcomeOf(server.url()))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused -> {
                                assertThat(refused.status()).isEqualTo(status);
                                assertThat(refused.key()).isEqualTo("refused");
                                assertThat(refused.detail()).isEqualTo("answered " + status);
                            });
        }
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        try (RawServer elsewhere = RawServer.plain(answering(200, ""));
                RawServer server =
                        RawServer.plain(c -> {
                            c.readRequest();
                            c.write(
                                    "HTTP/1.1 307 x\r\nLocation: "
                                            + elsewhere.url()
                                            + "\r\nContent-Length: 0\r\n\r\n");
                        });
                Sender sender = new Sender(Sender.patient())) {
            assertThat(sender.outcomeOf(server.url())).isInstanceOf(Refused.class);
            assertThat(elsewhere.connections()).isZero();
        }
    }

    @Test
    void oneKibibyteOfTheAnswerIsKept() throws Exception {
        try (RawServer server = RawServer.plain(answering(500, "x" + "ü".repeat(2_000)));
                Sender sender = new Sender(Sender.patient())) {
            assertThat(sender.outcomeOf(server.url()))
                    .isInstanceOfSatisfying(
                            Refused.class,
                            refused ->
                                    assertThat(refused.bodyStart())
                                            .isEqualTo("x" + "ü".repeat(511)));
            assertThat(sender.count("sahut.attempts.answers.cut")).isZero();
        }
    }

    @Test
    void anAnswerOfAGigabyteIsCutOffAndStillDelivered() throws Exception {
        byte[] chunk = new byte[64 * 1_024];
        CompletableFuture<Integer> written = new CompletableFuture<>();
        RawServer.Script script =
                c -> {
                    c.readRequest();
                    c.write("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n");
                    int chunks = 0;
                    try {
                        for (; chunks < 16_384; chunks++) {
                            c.write(chunk);
                        }
                    } finally {
                        written.complete(chunks);
                    }
                };
        try (RawServer server = RawServer.plain(script);
                Sender sender = new Sender(Sender.patient())) {
            assertThat(sender.outcomeOf(server.url())).isInstanceOf(Delivered.class);
            assertThat(written.get(5, TimeUnit.SECONDS)).isLessThan(1_000);
            assertThat(sender.count("sahut.attempts.answers.cut")).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SSH-2.0-OpenSSH_9.6\r\n",
                "garbage\r\n\r\n",
                "\0\1\2\3\4\5\6\7\r\n\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/1.1 20 OK\r\n\r\n",
            })
    void anAnswerThatIsNoHttpIsToldAsSuch(String answer) throws Exception {
        RawServer.Script script =
                c -> {
                    c.readRequest();
                    c.write(answer);
                    c.awaitHangUp();
                };
        try (RawServer server = RawServer.plain(script);
                Sender sender = new Sender(Sender.patient())) {
            AttemptOutcome outcome = sender.outcomeOf(server.url());

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Unreachable.class,
                            unreachable ->
                                    assertThat(unreachable.cause()).isEqualTo(Cause.PROTOCOL));
            assertThat(outcome.detail()).doesNotContain("token", "secret", "SSH");
            await().until(() -> server.hungUpOn() == 2);
        }
    }

    @Test
    void aThousandInterimAnswersAreTooMany() throws Exception {
        RawServer.Script script =
                c -> {
                    c.readRequest();
                    c.write("HTTP/1.1 103 Early Hints\r\n\r\n".repeat(1_000));
                    c.answer(200, "");
                    c.awaitHangUp();
                };
        try (RawServer server = RawServer.plain(script);
                Sender sender = new Sender(Sender.patient())) {
            assertThat(sender.outcomeOf(server.url()))
                    .isInstanceOfSatisfying(
                            Unreachable.class,
                            unreachable ->
                                    assertThat(unreachable.cause()).isEqualTo(Cause.PROTOCOL));
            await().until(() -> server.hungUpOn() == 2);
        }
    }

    @Test
    void aMegabyteOfHeadersIsNotReadToTheEnd() throws Exception {
        RawServer.Script script =
                c -> {
                    c.readRequest();
                    c.write("HTTP/1.1 200 OK\r\n");
                    c.write(("X-Long: " + "a".repeat(1_000) + "\r\n").repeat(1_000));
                    c.write("Content-Length: 0\r\n\r\n");
                    c.awaitHangUp();
                };
        try (RawServer server = RawServer.plain(script);
                Sender sender = new Sender(Sender.patient())) {
            AttemptOutcome outcome = sender.outcomeOf(server.url());

            assertThat(outcome).isInstanceOf(Delivered.class);
            assertThat(outcome.detail())
                    .isEqualTo("answered 200; its headers are longer than 64 KiB");
            await().until(() -> server.hungUpOn() == 2);
        }
    }

    @Test
    void whereNobodyListensTheConnectionIsRefused() throws Exception {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            port = gone.getLocalPort();
        }
        try (Sender sender = new Sender(Sender.patient())) {
            assertThat(sender.outcomeOf("http://127.0.0.1:" + port + "/"))
                    .isInstanceOfSatisfying(
                            Unreachable.class,
                            unreachable -> {
                                assertThat(unreachable.cause()).isEqualTo(Cause.CONNECT);
                                assertThat(unreachable.detail()).isEqualTo("connection refused");
                            });
        }
    }

    @Test
    void aConnectionResetBeforeTheAnswerIsNotTriedAgain() throws Exception {
        RawServer.Script script =
                c -> {
                    c.readRequest();
                    c.reset();
                };
        try (RawServer server = RawServer.plain(script);
                Sender sender = new Sender(Sender.patient())) {
            assertReset(sender.outcomeOf(server.url()));
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aNewConnectionClosedBeforeTheAnswerIsNotTriedAgain() throws Exception {
        try (RawServer server = RawServer.plain(RawServer.Conversation::readRequest);
                Sender sender = new Sender(Sender.patient())) {
            assertReset(sender.outcomeOf(server.url()));
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aConnectionResetWithinTheAnswerIsAnOddityForTheStatusHasDecided() throws Exception {
        RawServer.Script script =
                c -> {
                    c.readRequest();
                    c.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
                    c.reset();
                };
        try (RawServer server = RawServer.plain(script);
                Sender sender = new Sender(Sender.patient())) {
            AttemptOutcome outcome = sender.outcomeOf(server.url());

            // A reset may overtake what was sent before it; then there was no status.
            if (outcome instanceof Delivered) {
                assertThat(outcome.detail())
                        .isEqualTo("answered 200; the connection ended within the answer");
            } else {
                assertReset(outcome);
            }
        }
    }

    private static void assertReset(AttemptOutcome outcome) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Unreachable.class,
                        unreachable -> assertThat(unreachable.cause()).isEqualTo(Cause.RESET));
    }

    @Test
    void aConnectionIsUsedAgain() throws Exception {
        try (RawServer server = RawServer.plain(answering(200, "ok"));
                Sender sender = new Sender(Sender.patient())) {
            for (int i = 0; i < 20; i++) {
                assertThat(sender.outcomeOf(server.url())).isInstanceOf(Delivered.class);
            }
            assertThat(server.connections()).isEqualTo(1);
        }
    }

    @Test
    void aConnectionClosedWhileIdleIsNoticed() throws Exception {
        RawServer.Script script =
                c -> {
                    c.readRequest();
                    c.answer(200, "");
                };
        try (RawServer server = RawServer.plain(script);
                Sender sender = new Sender(Sender.patient())) {
            for (int i = 1; i <= 5; i++) {
                assertThat(sender.outcomeOf(server.url())).isInstanceOf(Delivered.class);
                // The server has closed; give the client's thread the time any network takes.
                await().pollDelay(Duration.ofMillis(50)).until(() -> true);
            }
            assertThat(server.connections()).isEqualTo(5);
            assertThat(server.requests()).hasSize(5);
        }
    }

    @Test
    void closingEndsWhatIsUnderWayAndClosesTheConnections() throws Exception {
        RawServer.Script script =
                c -> {
                    c.readRequest();
                    c.awaitHangUp();
                };
        try (RawServer server = RawServer.plain(script);
                Sender sender = new Sender(AttemptLimits.defaults())) {
            CompletableFuture<AttemptOutcome> underWay = sender.post(server.url());
            await().until(() -> server.requests().size() == 1);

            sender.client.close();

            assertThat(underWay.get(1, TimeUnit.SECONDS)).isInstanceOf(Cancelled.class);
            assertThat(sender.outcomeOf(server.url())).isInstanceOf(Cancelled.class);
            await().until(() -> server.hungUpOn() == 1);
            await().until(WebhookClientTest::noClientThreads);
        }
    }

    private static boolean noClientThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getThreadGroup() instanceof ClientThreads);
    }

    @Test
    void aLiteralThatMayNotBeCalledIsNotDialled() throws Exception {
        try (RawServer server = RawServer.plain(answering(200, ""));
                Sender strict =
                        new Sender(
                                Sender.patient(),
                                AddressRules.publicOnly(),
                                SSLContext.getDefault())) {
            AttemptOutcome outcome = strict.outcomeOf(server.url());

            assertThat(outcome)
                    .isEqualTo(
                            new Blocked(
                                    "blocked: the name leads to an address that is not public"));
            assertThat(outcome.key()).isEqualTo("blocked");
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void aHeaderThatCannotBeSentIsAnOutcomeToo() throws Exception {
        try (RawServer server = RawServer.plain(answering(200, ""));
                Sender sender = new Sender(Sender.patient())) {
            AttemptOutcome outcome =
                    sender.outcomeOf(
                            server.url(), new AttemptRequest.Header("X-Bad", "a\r\nX-Evil: b"));

            assertThat(outcome).isInstanceOf(Unreachable.class);
            assertThat(server.connections()).isZero();
        }
    }

    @Test
    void aListenerThatThrowsDoesNotDisturbOthers() throws Exception {
        try (RawServer server = RawServer.plain(answering(200, ""));
                Sender sender = new Sender(Sender.patient())) {
            CompletableFuture<AttemptOutcome> first = new CompletableFuture<>();
            sender.client.send(
                    Sender.request(server.url()),
                    outcome -> {
                        first.complete(outcome);
                        throw new IllegalStateException("a bug");
                    });
            first.get(5, TimeUnit.SECONDS);

            assertThat(sender.outcomeOf(server.url())).isInstanceOf(Delivered.class);
            assertThat(sender.client.failure())
                    .as("a slot is lost, so the process had better end")
                    .failsWithin(Duration.ofSeconds(5))
                    .withThrowableOfType(ExecutionException.class)
                    .withMessageContaining("an attempt's outcome was lost");
        }
    }
}
