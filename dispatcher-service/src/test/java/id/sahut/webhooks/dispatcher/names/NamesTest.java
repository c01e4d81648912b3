package id.sahut.webhooks.dispatcher.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.sahut.webhooks.common.endpoint.AddressRules;
import id.sahut.webhooks.common.endpoint.Cidr;
import id.sahut.webhooks.dispatcher.attempt.JvmSettings;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class NamesTest {

    private static final String NAME = "hook.example.com";
    private static final NameLimits LIMITS =
            new NameLimits(
                    Duration.ofMillis(700),
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(5),
                    1_000,
                    64);
    private static final AddressRules LOOPBACK_TOO =
            new AddressRules(List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1/128")));

    @BeforeAll
    static void beforeAnyLookup() {
        JvmSettings.apply();
    }

    @Test
    void lookupsThatTakeTooLongAreCountedAlsoWhereTheLastAnswerIsUsed() {
        var clock = new AtomicLong();
        var meters = new SimpleMeterRegistry();
        var server = new FakeNames().with(NAME, "127.0.0.1");
        var names = new Names(LIMITS, LOOPBACK_TOO, server, clock::get, meters);
        Name name = names.pin(NAME);
        names.lookUp(name).join();
        server.hold(NAME);
        clock.addAndGet(Duration.ofSeconds(31).toNanos());
        CompletableFuture<NameAnswer> answer = names.lookUp(name);

        clock.addAndGet(Duration.ofMillis(499).toNanos());
        names.tick(clock.get());
        assertThat(answer).isNotDone();
        clock.addAndGet(Duration.ofMillis(1).toNanos());
        names.tick(clock.get());
        assertThat(answer.join()).isInstanceOf(NameAnswer.Found.class);
        assertThat(meters.get("sahut.dns.lookups.slow").counter().count()).isZero();
        clock.addAndGet(Duration.ofMillis(200).toNanos());
        names.tick(clock.get());
        names.tick(clock.get());
        assertThat(meters.get("sahut.dns.lookups.slow").counter().count()).isEqualTo(1);
        server.release(NAME);
    }

    @Test
    void aDomainIsTheLastTwoLabelsOfANameOrThree() {
        assertThat(
                        Stream.of(
                                        "example.com",
                                        "a.b.example.com",
                                        "a.b.example.co.id",
                                        "example.co.id",
                                        "a.b.example.gov.uk",
                                        "a.example.de",
                                        "example.de",
                                        "localhost")
                                .map(it -> new Name(it).domain()))
                .containsExactly(
                        "example.com",
                        "example.com",
                        "example.co.id",
                        "example.co.id",
                        "example.gov.uk",
                        "example.de",
                        "example.de",
                        "localhost");
    }

    @Test
    void aNameInUseIsNotForgotten() {
        NameLimits room = LIMITS;
        Names names =
                new Names(
                        room,
                        LOOPBACK_TOO,
                        new FakeNames().with(NAME, "127.0.0.1"),
                        System::nanoTime,
                        new SimpleMeterRegistry());
        Name pinned = names.pin(NAME);
        names.lookUp(pinned).join();

        for (int i = 0; i < 3 * room.most(); i++) {
            names.pin("n" + i + ".example.com").unpin();
        }

        assertThat(names.again(NAME)).isPresent();
        pinned.unpin();
    }

    @Test
    void anAddressThatRefusedStaysBehindTheOthersAfterTheNextLookup() {
        var name = new Name(NAME);
        learn(name, "192.0.2.1", "192.0.2.2");
        name.demote(InetAddress.ofLiteral("192.0.2.1"));

        learn(name, "192.0.2.1", "192.0.2.2");
        assertThat(first(name)).isEqualTo("192.0.2.2");
        learn(name, "192.0.2.1", "192.0.2.3");
        assertThat(first(name)).isEqualTo("192.0.2.3");
        name.demote(InetAddress.ofLiteral("192.0.2.3"));
        assertThat(first(name)).as("the one that failed longer ago").isEqualTo("192.0.2.1");
    }

    @Test
    void addressesOfTheOlderInternetComeFirst() {
        Vetted vetted = Vetted.of(NAME, addresses("2001:db8::1", "192.0.2.1", "2001:db8::2"));

        assertThat(vetted.addresses())
                .containsExactly(addresses("192.0.2.1", "2001:db8::1", "2001:db8::2"));
        assertThat(vetted.first().getHostName()).isEqualTo(NAME);
    }

    @Test
    @SuppressWarnings("AddressSelection")
    void theClientsOwnThreadsSeeVettedNamesOnly() throws Exception {
        Names names =
                new Names(
                        LIMITS,
                        LOOPBACK_TOO,
                        new FakeNames().with(NAME, "127.0.0.9"),
                        System::nanoTime,
                        new SimpleMeterRegistry());
        names.lookUp(names.pin(NAME)).join();
        ClientThreads threads = new ClientThreads(names);

        assertThat(threads.build(() -> lookedUp(NAME))).isEqualTo("127.0.0.9");
        assertThat(threads.build(() -> lookedUp("other.example.com"))).isEqualTo("unknown");
    }

    @Test
    void theJdkAsksTheProviderEveryTime() {
        VettedResolverProvider.verify();
        VettedResolverProvider.verify();
    }

    @Test
    void theSystemsResolverKnowsThisMachine() throws Exception {
        assertThat(Lookup.system().byName("localhost"))
                .isNotEmpty()
                .allMatch(InetAddress::isLoopbackAddress);
        assertThatThrownBy(() -> Lookup.system().byName("nobody.invalid"))
                .isInstanceOf(UnknownHostException.class);
    }

    private static void learn(Name name, String... literals) {
        name.learn(
                new NameAnswer.Found(Vetted.of(NAME, addresses(literals))),
                0,
                Duration.ofSeconds(30));
    }

    private static String first(Name name) {
        return name.vetted().orElseThrow().first().getHostAddress();
    }

    private static InetAddress[] addresses(String... literals) {
        return IntStream.range(0, literals.length)
                .mapToObj(i -> InetAddress.ofLiteral(literals[i]))
                .toArray(InetAddress[]::new);
    }

    @SuppressWarnings("AddressSelection")
    private static String lookedUp(String name) {
        try {
            return InetAddress.getByName(name).getHostAddress();
        } catch (UnknownHostException unknown) {
            return "unknown";
        }
    }
}
