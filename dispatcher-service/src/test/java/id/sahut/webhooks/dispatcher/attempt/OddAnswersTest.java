package id.sahut.webhooks.dispatcher.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Delivered;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// What real servers send that have taken the event: the status line decides.
final class OddAnswersTest {

    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final String TWO = "Content-Length: 2\r\n\r\nok";

    /// @param firstPosts how many POSTs the very first attempt makes
    private static Arguments odd(
            String name, int firstPosts, String oddity, RawServer.Script rest) {
        return odd(name, firstPosts, oddity, oddity, rest);
    }

    /// @param toTheClient what the JDK's client lets us say
    /// @param oddity what is said when the answer is read on a connection of its own
    private static Arguments odd(
            String name, int firstPosts, String toTheClient, String oddity, RawServer.Script rest) {
        return Arguments.of(name, firstPosts, toTheClient, oddity, rest);
    }

    private static RawServer.Script text(String answer) {
        return c -> c.write(answer);
    }

    private static RawServer.Script textAndStay(String answer) {
        return c -> {
            c.write(answer);
            c.awaitHangUp();
        };
    }

    static Stream<Arguments> answers() {
        return Stream.of(
                odd("ordinary", 1, "", text(OK + TWO)),
                odd(
                        "204 with a length and a body",
                        2,
                        "a 204 that announces a body",
                        textAndStay("HTTP/1.1 204 No Content\r\n" + TWO)),
                odd(
                        "204 with a length, no body",
                        2,
                        "a 204 that announces a body",
                        textAndStay("HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\n")),
                odd(
                        "204, chunked",
                        2,
                        "a 204 that announces a body",
                        textAndStay(
                                "HTTP/1.1 204 x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")),
                odd(
                        "a space before a colon",
                        2,
                        "line 1 of its headers has a space before the colon",
                        textAndStay(OK + "Access-Control-Allow-Origin : *\r\n" + TWO)),
                odd(
                        "a warning among the headers",
                        2,
                        "line 2 of its headers has a name that is none",
                        textAndStay(
                                OK
                                        + "X-Good: 1\r\n"
                                        + "PHP Warning: module already loaded on line 0\r\n"
                                        + TWO)),
                odd(
                        "a line without a colon",
                        1,
                        "",
                        "line 1 of its headers has no colon",
                        text(OK + "Warning without a colon\r\n" + TWO)),
                odd(
                        "a control character",
                        2,
                        "line 1 of its headers has a control character",
                        textAndStay(OK + "X-Ctl: a\u0001b\r\n" + TWO)),
                odd(
                        "70,000 bytes of one header",
                        2,
                        "its headers are longer than 64 KiB",
                        textAndStay(OK + "X-Big: " + "a".repeat(70_000) + "\r\n" + TWO)),
                odd(
                        "a length that is none",
                        1,
                        "the rest of the answer is not valid HTTP/1.1",
                        "line 1 of its headers has a length that is none",
                        text(OK + "Content-Length: many\r\n\r\nok")),
                odd(
                        "a body shorter than its length",
                        1,
                        "the connection ended within the answer",
                        text(OK + "Content-Length: 100\r\n\r\nok")),
                odd(
                        "malformed chunks",
                        1,
                        "the rest of the answer is not valid HTTP/1.1",
                        "its chunks are malformed",
                        textAndStay(OK + "Transfer-Encoding: chunked\r\n\r\nzz\r\n")),
                odd(
                        "no length, and the connection stays open",
                        1,
                        "its body did not end within a second",
                        textAndStay(OK + "\r\n")),
                odd(
                        "a body that drips",
                        1,
                        "its body did not end within a second",
                        c -> {
                            c.write(OK + "Content-Length: 1000\r\n\r\n");
                            c.drip("a", Duration.ofMillis(300));
                        }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void countAsDeliveredWithTheirStatusAndTheOddityInTheDetail(
            String name, int firstPosts, String toTheClient, String oddity, RawServer.Script rest)
            throws Exception {
        RawServer.Script script =
                c -> {
                    c.readRequest();
                    rest.run(c);
                };
        try (RawServer server = RawServer.plain(script);
                Sender sender = new Sender(Sender.patient())) {
            assertDelivered(sender.outcomeOf(server.url()), toTheClient);
            assertThat(server.requests()).as(name).hasSize(firstPosts);

            assertDelivered(sender.outcomeOf(server.url()), toTheClient);
            assertThat(server.requests()).as("the next is made once").hasSize(firstPosts + 1);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void countAsDeliveredOnAConnectionOfItsOwn(
            String name, int firstPosts, String toTheClient, String oddity, RawServer.Script rest)
            throws Exception {
        RawServer.Script script =
                c -> {
                    c.readRequest();
                    rest.run(c);
                };
        try (RawServer server = RawServer.plain(script);
                Sender sender = new Sender(Sender.patient())) {
            var request = Sender.onNewConnection(Sender.request(server.url()));

            AttemptOutcome outcome = sender.post(request).get(5, TimeUnit.SECONDS);

            assertDelivered(outcome, oddity);
            assertThat(server.requests().getFirst()).endsWith("\r\n\r\n" + Sender.BODY);
        }
    }

    private static void assertDelivered(AttemptOutcome outcome, String oddity) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        Delivered.class,
                        it -> {
                            assertThat(it.oddity()).isEqualTo(oddity);
                            assertThat(it.detail())
                                    .isEqualTo(
                                            "answered "
                                                    + it.status()
                                                    + (oddity.isEmpty() ? "" : "; " + oddity));
                        });
    }
}
