package id.sahut.webhooks.dispatcher.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import id.sahut.webhooks.common.endpoint.AddressRules;
import id.sahut.webhooks.common.endpoint.Cidr;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Blocked;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Cause;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Delivered;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Unreachable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Names whose owner answers with addresses that are none of his. 127.0.0.1 stands for his own
/// public server and 127.0.0.2, where something listens on the same port, for what is inside.
@SuppressWarnings("NullAway.Init") // JUnit sets the folder.
final class RebindingTest {

    private static final String NAME = Certificates.NAME;
    private static final String OUTSIDE = "127.0.0.1";
    private static final String OUTSIDE_AND_SILENT = "127.0.0.3";
    private static final String INSIDE = "127.0.0.2";
    private static final AddressRules RULES =
            new AddressRules(List.of(Cidr.parse("127.0.0.1/32"), Cidr.parse("127.0.0.3/32")));

    @TempDir static Path folder;
    private static Certificates certificates;
    private RawServer server;
    private ServerSocketChannel inside;
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
        inside = ServerSocketChannel.open();
        inside.bind(new InetSocketAddress(InetAddress.ofLiteral(INSIDE), server.port()));
        inside.configureBlocking(false);
        sender = new Sender(Sender.patient(), RULES, certificates.trusting());
    }

    /// Whatever a test does, nobody ever connects to what is inside.
    @AfterEach
    void stop() throws Exception {
        assertThat(inside.accept()).isNull();
        sender.close();
        server.close();
        inside.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                INSIDE,
                "0.0.0.0",
                "10.0.0.1",
                "100.64.0.1",
                "169.254.169.254",
                "172.16.0.1",
                "192.168.1.1",
                "255.255.255.255",
                "::1",
                "::",
                "::ffff:127.0.0.2",
                "::127.0.0.2",
                "64:ff9b::7f00:2",
                "2002:7f00:2::",
                "fd00:ec2::254",
                "fe80::1"
            })
    void aNameOfWhatIsInsideIsBlocked(String address) throws Exception {
        sender.names.with(NAME, address);

        AttemptOutcome outcome = post();

        assertThat(outcome).isInstanceOf(Blocked.class);
        assertThat(outcome.key()).isEqualTo("blocked");
    }

    @Test
    void oneAddressInsideBlocksTheNameWhereverItStandsAmongTheOthers() throws Exception {
        String[] twenty = new String[20];
        for (int place = 0; place < twenty.length; place++) {
            Arrays.fill(twenty, OUTSIDE);
            twenty[place] = INSIDE;
            String host = "n" + place + "." + NAME;
            sender.names.with(host, twenty);

            assertThat(sender.outcomeOf("https://" + host + ":" + server.port() + "/"))
                    .as("address %d of 20", place)
                    .isInstanceOf(Blocked.class);
        }
        assertThat(server.connections()).isZero();
    }

    @Test
    void anAddressOutsideWhoseIpv6NeighbourIsInsideIsBlocked() throws Exception {
        sender.names.with(NAME, OUTSIDE, "::1");

        assertThat(post())
                .isEqualTo(new Blocked("blocked: the name leads to an address that is not public"));
        assertThat(server.connections()).isZero();
    }

    @Test
    void aNameThatTurnsInwardsIsBlockedFromTheNextLookupOn() throws Exception {
        sender.names.with(NAME, OUTSIDE);
        assertThat(post()).isInstanceOf(Delivered.class);
        sender.names.with(NAME, INSIDE);
        assertThat(post()).as("what was vetted still counts").isInstanceOf(Delivered.class);

        sender.skip(Duration.ofSeconds(31));

        assertThat(post())
                .isEqualTo(new Blocked("blocked: the name leads to an address that is not public"));
        assertThat(server.requests()).hasSize(2);
    }

    @Test
    void aNameThatTurnsInwardsRightAfterItWasVettedIsDialledAsVetted() throws Exception {
        sender.names.with(NAME, OUTSIDE).thenAlways(NAME, INSIDE);

        assertThat(post()).isInstanceOf(Delivered.class);

        assertThat(sender.names.lookups()).isEqualTo(1);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void aNameThatTurnsInwardsWhileItsVettedAddressIsTriedInVainIsNotDialledThere()
            throws Exception {
        sender.names.with(NAME, OUTSIDE_AND_SILENT).thenAlways(NAME, INSIDE);

        assertThat(post())
                .isInstanceOfSatisfying(
                        Unreachable.class, it -> assertThat(it.cause()).isEqualTo(Cause.CONNECT));
        assertThat(sender.names.lookups()).isEqualTo(1);

        sender.skip(Duration.ofSeconds(31));
        assertThat(post()).isInstanceOf(Blocked.class);
    }

    /// Attempts and changes of mind, in any order: whatever happens, what is inside is left alone.
    @Test
    void aNameThatKeepsChangingItsMindNeverLeadsInside() throws Exception {
        var answers = new ArrayList<String>(Collections.nCopies(30, OUTSIDE));
        answers.addAll(Collections.nCopies(30, INSIDE));
        answers.addAll(Collections.nCopies(10, OUTSIDE_AND_SILENT));
        long seed = System.nanoTime();
        Collections.shuffle(answers, new java.util.Random(seed));

        for (String answer : answers) {
            var underWay = IntStream.range(0, 4).mapToObj(_ -> sender.post(url())).toList();
            sender.names.with(NAME, answer);
            await().until(() -> underWay.stream().allMatch(it -> it.isDone()));
            sender.skip(Duration.ofSeconds(31));
            assertThat(inside.accept()).as("seed %d", seed).isNull();
        }
        assertThat(server.requests()).isNotEmpty();
    }

    private String url() {
        return "https://" + NAME + ":" + server.port() + "/hook";
    }

    private AttemptOutcome post() throws Exception {
        return sender.outcomeOf(url());
    }
}
