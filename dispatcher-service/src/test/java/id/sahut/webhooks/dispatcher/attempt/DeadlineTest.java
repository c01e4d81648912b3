package id.sahut.webhooks.dispatcher.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Cause;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Phase;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.TimedOut;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Unreachable;
import id.sahut.webhooks.dispatcher.names.NameLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class DeadlineTest {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private static final RawServer.Script SILENT =
            c -> {
                c.readRequest();
                c.awaitHangUp();
            };
    private static final RawServer.Script DRIPPING_HEADERS =
            c -> {
                c.readRequest();
                c.write("HTTP/1.1 200 OK\r\nX-Slow: ");
                c.drip("a", SECOND.dividedBy(10));
            };
    private static final RawServer.Script DRIPPING_BODY =
            c -> {
                c.readRequest();
                c.write("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
                c.drip("a", SECOND.dividedBy(10));
            };
    private static final RawServer.Script ENDLESS_BODY_OF_A_REFUSAL =
            c -> {
                c.readRequest();
                c.write("HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n");
                c.drip("1\r\na\r\n", SECOND.dividedBy(10));
            };
    private static final RawServer.Script ENDLESS_INTERIM_ANSWERS =
            c -> {
                c.readRequest();
                c.drip("HTTP/1.1 103 Early Hints\r\n\r\n", SECOND.multipliedBy(2));
            };
    private static final RawServer.Script NEVER_READING = c -> c.pause(Duration.ofSeconds(60));

    private static RawServer.Script lateBy(Duration time) {
        return c -> {
            c.readRequest();
            c.pause(time);
            c.answer(200, "too late");
            c.awaitHangUp();
        };
    }

    record Case(RawServer server, Phase during, CompletableFuture<AttemptOutcome> outcome) {}

    @Test
    void everyKindOfSlownessEndsAtTheDeadlineOfTenSeconds() throws Exception {
        AttemptLimits limits = AttemptLimits.defaults();
        List<Case> cases = new ArrayList<>();
        try (Sender sender = new Sender(limits)) {
            long began = System.nanoTime();
            for (RawServer.Script script :
                    List.of(
                            SILENT,
                            DRIPPING_HEADERS,
                            lateBy(Duration.ofMillis(10_600)),
                            ENDLESS_INTERIM_ANSWERS,
                            NEVER_READING)) {
                cases.add(started(sender, script, Phase.ANSWER));
            }
            sender.names.with("slow.example.com", "127.0.0.1").hold("slow.example.com");
            CompletableFuture<AttemptOutcome> slowName =
                    sender.post("https://slow.example.com/hook");

            AttemptOutcome unknown = slowName.get(11, TimeUnit.SECONDS);
            assertThat(unknown)
                    .isInstanceOfSatisfying(
                            Unreachable.class,
                            unreachable -> {
                                assertThat(unreachable.cause()).isEqualTo(Cause.DNS);
                                assertThat(unreachable.took())
                                        .isBetween(Duration.ofSeconds(2), Duration.ofMillis(2_500));
                            });
            for (Case slow : cases) {
                assertThat(slow.outcome().get(11, TimeUnit.SECONDS))
                        .isInstanceOfSatisfying(
                                TimedOut.class,
                                late -> {
                                    assertThat(late.during()).isEqualTo(slow.during());
                                    assertThat(late.took())
                                            .isBetween(
                                                    Duration.ofSeconds(10),
                                                    Duration.ofMillis(10_500));
                                });
            }
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isLessThan(Duration.ofMillis(10_500));
            for (Case slow : cases.subList(0, 4)) {
                await().until(() -> slow.server().hungUpOn() == 1);
            }
            sender.names.release("slow.example.com");
        } finally {
            for (Case slow : cases) {
                slow.server().close();
            }
        }
    }

    private static Case started(Sender sender, RawServer.Script script, Phase during)
            throws IOException {
        RawServer server = RawServer.plain(script);
        return new Case(server, during, sender.post(server.url()));
    }

    @Test
    void theStatusDecidesAndItsBodyIsGivenASecond() throws Exception {
        try (RawServer drips = RawServer.plain(DRIPPING_BODY);
                RawServer refuses = RawServer.plain(ENDLESS_BODY_OF_A_REFUSAL);
                Sender sender = new Sender(AttemptLimits.defaults())) {
            long began = System.nanoTime();
            var dripping = sender.post(drips.url());
            var refusing = sender.post(refuses.url());

            assertThat(dripping.get(5, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            AttemptOutcome.Delivered.class,
                            it -> {
                                assertThat(it.status()).isEqualTo(200);
                                assertThat(it.bodyStart()).startsWith("aaa");
                                assertThat(it.detail())
                                        .isEqualTo(
                                                "answered 200; its body did not end within a second");
                            });
            assertThat(refusing.get(5, TimeUnit.SECONDS))
                    .isInstanceOfSatisfying(
                            AttemptOutcome.Refused.class,
                            it -> assertThat(it.status()).isEqualTo(404));
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .isBetween(SECOND, SECOND.multipliedBy(3));
            await().until(() -> drips.hungUpOn() == 1 && refuses.hungUpOn() == 1);
        }
    }

    @Test
    void theConnectionIsClosedAtTheDeadline() throws Exception {
        for (RawServer.Script script : List.of(SILENT, DRIPPING_HEADERS)) {
            try (RawServer server = RawServer.plain(script);
                    Sender sender = new Sender(Sender.oneSecond())) {
                assertThat(sender.outcomeOf(server.url())).isInstanceOf(TimedOut.class);

                // At once for who reads; who only writes may learn of it when the client's idle
                // thread wakes up, 3 s later at most.
                await().until(() -> server.hungUpOn() == 1);
            }
        }
    }

    @Test
    void anEndpointThatTakesNoConnectionsTimesOutConnecting() throws Exception {
        List<SocketChannel> filling = new ArrayList<>();
        try (ServerSocket full = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                Sender sender = new Sender(Sender.oneSecond())) {
            for (int i = 0; i < 5; i++) {
                SocketChannel one = SocketChannel.open();

                one.configureBlocking(false);
                one.connect(full.getLocalSocketAddress());
                filling.add(one);
            }

            AttemptOutcome outcome =
                    sender.outcomeOf("http://127.0.0.1:" + full.getLocalPort() + "/");

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            TimedOut.class,
                            late -> assertThat(late.during()).isEqualTo(Phase.CONNECT));
        } finally {
            for (SocketChannel one : filling) {
                one.close();
            }
        }
    }

    @Test
    void theDeadlineHoldsWhileANameIsLookedUp() throws Exception {
        AttemptLimits slowLookups =
                new AttemptLimits(
                        Duration.ofMillis(300),
                        new NameLimits(
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(5),
                                10,
                                10),
                        1);
        try (Sender sender = new Sender(slowLookups)) {
            sender.names.with("slow.example.com", "127.0.0.1").hold("slow.example.com");

            assertThat(sender.outcomeOf("https://slow.example.com/"))
                    .isInstanceOfSatisfying(
                            TimedOut.class,
                            late -> assertThat(late.during()).isEqualTo(Phase.RESOLVE));
            sender.names.release("slow.example.com");
        }
    }
}
