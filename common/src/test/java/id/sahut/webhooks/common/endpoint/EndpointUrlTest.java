package id.sahut.webhooks.common.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.endpoint.EndpointCheck.Accepted;
import id.sahut.webhooks.common.endpoint.EndpointCheck.Reason;
import id.sahut.webhooks.common.endpoint.EndpointCheck.Refused;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EndpointUrlTest {

    private static final AddressRules PUBLIC = AddressRules.publicOnly();
    private static final AddressRules LOOPBACK_TOO = allowing("127.0.0.0/8", "::1/128");

    record Line(String verdict, String url, String why) {}

    static Stream<Line> sharedList() throws IOException {
        try (InputStream list =
                Objects.requireNonNull(
                        EndpointUrlTest.class.getResourceAsStream("ssrf-urls.tsv"))) {
            String text = new String(list.readAllBytes(), StandardCharsets.UTF_8);
            return text
                    .lines()
                    .skip(1)
                    .map(line -> line.split("\t", -1))
                    .map(fields -> new Line(fields[0], fields[1], fields[2]))
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest
    @MethodSource("sharedList")
    void theSharedListIsJudgedAsItSays(Line line) {
        EndpointCheck check = EndpointUrl.check(line.url(), PUBLIC);

        assertThat(check instanceof Accepted ? "accept" : "refuse")
                .as("%s (%s): %s", line.url(), line.why(), check)
                .isEqualTo(line.verdict());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https:example.com",
                "https:/example.com",
                "https//example.com",
                "https://",
                "https:///",
                "https://?x",
                "://example.com/",
                "example.com",
                "javascript:alert(1)",
                "jar:https://example.com/a!/b",
                "https ://example.com",
                " https://example.com",
                "https://example.com ",
                "https://example.com/a b",
                "https://exam\tple.com/",
                "https://exam\nple.com/",
                "https://example.com/a\r\nX-Evil: 1",
                "https://example.com/\u0000",
                "https://exam\u200bple.com/",
                "https://exam\u00adple.com/",
                "https://127.0.0\u200b.1/",
                "https://\u202eexample.com/",
                "https://example.com/\u2028",
                "https://example.com\\.evil.example/",
                "https:\\\\example.com\\",
                "https://example.com/\\evil",
                "https://example.com/#",
                "https://example.com#@127.0.0.1/",
                "https://@example.com/",
                "https://:@example.com/",
                "https://user@example.com/",
                "https://127.0.0.1%40example.com/",
                "https://example.com%2f/",
                "https://%65xample.com/",
                "https://%31%32%37.0.0.1/",
                "https://example.com%00.evil.example/",
                "https://example.com../",
                "https://example..com/",
                "https://.example.com/",
                "https://./",
                "https://-example.com/",
                "https://example-.com/",
                "https://under_score.example.com/",
                "https://exa*mple.com/",
                "https://exa$mple.com/",
                "https://exam,ple.com/",
                "https://exam;ple.com/",
                "https://example.123/",
                "https://example.0x7f/",
                "https://example.c0m/",
                "https://com/",
                "https://127.0.0.1./",
                "https://8.8.8.8./",
                "https://127.0.1/",
                "https://127.0.0.01/",
                "https://08.8.8.8/",
                "https://0x7f.0.0.1/",
                "https://0xa9.0xfe.0xa9.0xfe/",
                "https://0251.0376.0251.0376/",
                "https://0xA9FEA9FE/",
                "https://4294967296/",
                "https://+8.8.8.8/",
                "https://8.8.8.-8/",
                "https://8.8.8/",
                "https://8.8.8.8.8/",
                "https://１２７.０.０.１/",
                "https://127．0．0．1/",
                "https://127｡0｡0｡1/",
                "https://①②⑦.0.0.1/",
                "https://١٢٧.٠.٠.١/",
                "https://𝟏𝟐𝟕.𝟎.𝟎.𝟏/",
                "https://ｌｏｃａｌｈｏｓｔ/",
                "https://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/",
                "https://lo\u034fcalhost/",
                "https://local\ufe0fhost/",
                "https://metadata.google.ｉｎｔｅｒｎａｌ/",
                "https://xn--127-0d0a.0.0.1/",
                "https://xn--/",
                "https://xn--a.com/",
                "https://xn--abc-.com/",
                "https://xn--999999999.com/",
                "https://ex℀mple.com/",
                "https://example.com／@127.0.0.1/",
                "https://faß.de/",
                "https://[::1/",
                "https://::1/",
                "https://[]/",
                "https://[:]/",
                "https://[::1]x/",
                "https://[::1].example.com/",
                "https://[127.0.0.1]/",
                "https://[8.8.8.8]/",
                "https://[example.com]/",
                "https://[fe80::1%25eth0]/",
                "https://[2606:4700:4700::1111%25eth0]/",
                "https://[2606:4700:4700::1111%eth0]/",
                "https://[2606:4700:4700::1111",
                "https://[v1.a]/",
                "https://[::ffff:8.8.8.8]/",
                "https://[::ffff:0808:0808]/",
                "https://[0:0:0:0:0:ffff:8.8.8.8]/",
                "https://[::8.8.8.8]/",
                "https://[::ffff:0:8.8.8.8]/",
                "https://[64:ff9b::8.8.8.8]/",
                "https://[64:ff9b:1::8.8.8.8]/",
                "https://[2606:4700::08.8.8.8]/",
                "https://[2002:808:808::]/",
                "https://[2001:0:1::]/",
                "https://[2001:20::1]/",
                "https://[2001:db8::1]/",
                "https://[3fff::1]/",
                "https://[5f00::1]/",
                "https://[100::1]/",
                "https://[fc00::1]/",
                "https://[fec0::1]/",
                "https://[ff02::1]/",
                "https://[4000::1]/",
                "https://example.com:/",
                "https://example.com:0443/",
                "https://example.com:+443/",
                "https://example.com:-1/",
                "https://example.com:443a/",
                "https://example.com:４４３/",
                "https://example.com:443:443/",
                "https://example.com:65536/",
                "https://example.com:4294967739/",
                "https://example.com:80/",
                "https://example.com:25/",
                "https://example.com:1023/",
                "https://example.com:2375/",
                "https://example.com:3306/",
                "https://example.com:5432/",
                "https://example.com:9092/",
                "https://example.com:9200/",
                "https://example.com:10250/",
                "https://example.com:11211/",
                "https://example.com:27017/",
                "https://kafka/",
                "https://kafka.default.svc/",
                "https://host.docker.internal/",
                "https://router.home.arpa/",
                "https://1.0.0.127.in-addr.arpa/",
                "https://nas.lan/",
                "https://wiki.corp/",
                "https://a.intranet/",
                "https://a.localdomain/",
                "https://a.test/",
                "https://a.invalid/",
                "https://a.onion/",
                "https://168.63.129.16/",
                "https://192.0.0.192/",
                "HTTP://EXAMPLE.COM/",
                "http://127.0.0.1/",
                "http://8.8.8.8/",
                "https://example.com/%",
                "https://example.com/%zz",
                "https://example.com/<a>",
                "https://example.com/[a]",
                "wss://example.com/",
                "gopher://example.com/",
                "https+unix://example.com/",
            })
    void aUrlThatCouldLeadAstrayIsRefused(String url) {
        assertThat(EndpointUrl.check(url, PUBLIC)).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @CsvSource({
        "HTTPS://Example.COM/Hook?A=b, https://example.com/Hook?A=b",
        "https://example.com, https://example.com",
        "https://example.com?x=1, https://example.com?x=1",
        "https://example.com:443/, https://example.com:443/",
        "https://example.com:65535/, https://example.com:65535/",
        "https://bücher.example/a, https://xn--bcher-kva.example/a",
        "https://BÜCHER.example/a, https://xn--bcher-kva.example/a",
        "https://bücher。example/a, https://xn--bcher-kva.example/a",
        "https://ｅｘａｍｐｌｅ.com/, https://example.com/",
        "https://例え.jp/, https://xn--r8jz45g.jp/",
        "https://пример.рф/, https://xn--e1afmkfd.xn--p1ai/",
        "https://xn--fa-hia.de/, https://xn--fa-hia.de/",
        "https://XN--BCHER-KVA.example/, https://xn--bcher-kva.example/",
        "https://xn--i-7iq.ws/, https://xn--i-7iq.ws/",
        "https://a--b.example.com/, https://a--b.example.com/",
        "https://r3---sn.example.com/, https://r3---sn.example.com/",
        "https://127.0.0.1.example.com/, https://127.0.0.1.example.com/",
        "https://localhost.example.com/, https://localhost.example.com/",
        "https://internal.example.com/, https://internal.example.com/",
        "https://1.1.1.1:8443/x, https://1.1.1.1:8443/x",
        "https://223.255.255.255/, https://223.255.255.255/",
        "https://[2606:4700:4700::1111]:8443/x, https://[2606:4700:4700::1111]:8443/x",
        "https://[2A00:1450:4001:81B::200E]/, https://[2a00:1450:4001:81b::200e]/",
        "https://example.com/a@b:c//d/../e, https://example.com/a@b:c//d/../e",
        "https://example.com/?u=http://10.0.0.1/, https://example.com/?u=http://10.0.0.1/",
        "https://example.com/%00%0d%0a, https://example.com/%00%0d%0a",
        "https://example.com/härdöpfel?ö, https://example.com/h%C3%A4rd%C3%B6pfel?%C3%B6",
        "https://example.com/h?f=a|b, https://example.com/h?f=a%7Cb",
        "https://example.com/a|b/{id}, https://example.com/a%7Cb/%7Bid%7D",
        "https://example.com/h?x=^`, https://example.com/h?x=%5E%60",
        "https://example.com./h, https://example.com/h",
        "https://example.com.:8443/, https://example.com:8443/",
        "https://bücher.example。/a, https://xn--bcher-kva.example/a",
    })
    void aPublicUrlIsAcceptedInItsNormalForm(String given, String normal) {
        assertThat(accepted(given, PUBLIC)).hasToString(normal);
    }

    @Test
    void aNormalFormIsItsOwnNormalForm() {
        EndpointUrl once = accepted("https://BÜCHER.example:8443/ä?Ö", PUBLIC);

        assertThat(accepted(once.toString(), PUBLIC)).isEqualTo(once);
    }

    @Test
    void lengthsAreLimitedForTheWholeTheHostAndEachLabel() {
        String start = "https://example.com/";
        String longest = start + "a".repeat(EndpointUrl.MAX_LENGTH - start.length());
        String label = "a".repeat(63);
        String host = (label + ".").repeat(3) + "a".repeat(57) + ".com";

        assertThat(accepted(longest, PUBLIC)).hasToString(longest);
        assertThat(reason(longest + "a", PUBLIC)).isEqualTo(Reason.TOO_LONG);
        assertThat(reason("https://example.com/" + "ä".repeat(700), PUBLIC))
                .isEqualTo(Reason.TOO_LONG);
        assertThat(host).hasSize(253);
        assertThat(accepted("https://" + host + "/", PUBLIC).host()).isEqualTo(host);
        assertThat(reason("https://a" + host + "/", PUBLIC)).isEqualTo(Reason.HOST);
        assertThat(reason("https://a" + label + ".com/", PUBLIC)).isEqualTo(Reason.HOST);
        assertThat(reason("https://" + "ä".repeat(64) + ".com/", PUBLIC)).isEqualTo(Reason.HOST);
    }

    @ParameterizedTest
    @CsvSource({
        "https://user@example.com/, user_info",
        "https://example.com/#a, fragment",
        "ftp://example.com/, scheme",
        "http://example.com/, scheme",
        "https://example.com:22/, port",
        "https://10.0.0.1/, address",
        "https://printer.local/, internal_name",
        "https://my_app.example.com/, host",
        "https://127.1/, ip_spelling",
        "https://8.8.8.8./, ip_spelling",
        "https://[::1, ip_spelling",
        "https://localhost./, internal_name",
        "https:example.com, malformed",
        "https://example.com/<a>, path",
        "https://example.com/%zz, path",
        "https://example.com/h h, white_space",
        "https://example.com/\u2028, white_space",
        "https://exam\u200bple.com/, invisible",
        "https://example.com\\, backslash",
        "https://example.com:http/, port_number",
        "https://example.com:65536/, port_number",
    })
    void theReasonSaysWhichRuleIsBroken(String url, String key) {
        assertThat(reason(url, PUBLIC).key()).isEqualTo(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:1/",
                "http://127.0.0.1/",
                "https://127.0.0.1:6379/",
                "http://127.8.9.10:8080/hook",
                "http://[::1]:8080/hook",
                "http://localhost:8080/hook",
                "https://localhost/hook",
            })
    void anAllowedPrivateAddressMayUseHttpAndAnyPort(String url) {
        assertThat(accepted(url, LOOPBACK_TOO)).hasToString(url);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://10.0.0.1/",
                "https://10.0.0.1/",
                "http://8.8.8.8/",
                "http://example.com/",
                "http://foo.localhost/",
                "https://foo.localhost/",
                "http://127.0.0.1./",
                "http://127.1./",
                "http://kafka/",
                "http://127.1/",
                "http://0x7f.0.0.1/",
                "http://127.0.0.1:0/",
                "http://u@127.0.0.1/",
                "http://[::ffff:127.0.0.1]/",
                "https://example.com:22/",
                "ftp://127.0.0.1/",
            })
    void anAllowedPrivateBlockOpensNothingElse(String url) {
        assertThat(EndpointUrl.check(url, LOOPBACK_TOO)).isInstanceOf(Refused.class);
    }

    @Test
    void thePartsOfAUrlCanBeAskedFor() {
        EndpointUrl plain = accepted("https://Example.com/x", PUBLIC);
        EndpointUrl six = accepted("http://[::1]:81/x", LOOPBACK_TOO);

        assertThat(plain.host()).isEqualTo("example.com");
        assertThat(plain.port()).isEqualTo(443);
        assertThat(plain.secure()).isTrue();
        assertThat(plain.literal()).isEmpty();
        assertThat(six.host()).isEqualTo("::1");
        assertThat(six.port()).isEqualTo(81);
        assertThat(six.secure()).isFalse();
        assertThat(six.literal()).hasValueSatisfying(a -> assertThat(a.getAddress()).hasSize(16));
        assertThat(accepted("http://localhost/", LOOPBACK_TOO).port()).isEqualTo(80);
    }

    /// Customers can't know the list unless somebody shows it to them.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "docs/architecture.md",
                "ingest-service/src/main/resources/id/sahut/webhooks/ingest/api/openapi.yaml"
            })
    void everyPortAndEverySuffixThatIsRefusedIsDocumented(String document) throws IOException {
        Path root = Path.of(System.getProperty("basedir", "."), "..");
        String text = Files.readString(root.resolve(document)).replaceAll("\\s+", " ");

        assertThat(text)
                .contains(
                        Ports.ofOtherServices().stream()
                                .map(String::valueOf)
                                .collect(Collectors.joining(", ", " that are refused: ", ".")))
                .contains(
                        Host.NEVER_PUBLIC.stream()
                                .map(it -> "`." + it + "`")
                                .collect(Collectors.joining(", ", " and those that end in ", ".")));
    }

    /// Whatever is thrown at it, the rule answers, and what it accepts is plain ASCII that it
    /// accepts again unchanged.
    @Test
    void randomTextsNeverBreakTheRule() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<String> pieces =
                List.of(
                        "https",
                        "http",
                        "://",
                        ":",
                        "/",
                        "//",
                        "@",
                        "127",
                        ".",
                        "0",
                        "1",
                        "[",
                        "]",
                        "::",
                        "ffff",
                        "%",
                        "%25",
                        "xn--",
                        "example",
                        "com",
                        "。",
                        "①",
                        "ß",
                        "ü",
                        "-",
                        "_",
                        "443",
                        "\u200d",
                        "\ud800",
                        "?",
                        "=",
                        "localhost",
                        "٣",
                        "x",
                        "0x7f");
        for (int round = 0; round < 50_000; round++) {
            StringBuilder url = new StringBuilder(random.nextInt(4) == 0 ? "" : "https://");
            for (int n = random.nextInt(10); n >= 0; n--) {
                url.append(pieces.get(random.nextInt(pieces.size())));
            }
            if (EndpointUrl.check(url.toString(), PUBLIC) instanceof Accepted(EndpointUrl ok)) {
                String normal = ok.toString();
                assertThat(normal)
                        .as("seed %d: %s", seed, url)
                        .matches("\\p{ASCII}+")
                        .doesNotContain("127.0.0.1");
                assertThat(accepted(normal, PUBLIC)).as("seed %d", seed).isEqualTo(ok);
            }
        }
    }

    static AddressRules allowing(String... blocks) {
        return new AddressRules(Stream.of(blocks).map(Cidr::parse).toList());
    }

    private static EndpointUrl accepted(String url, AddressRules rules) {
        return switch (EndpointUrl.check(url, rules)) {
            case Accepted(EndpointUrl accepted) -> accepted;
            case Refused(Reason reason) -> throw new AssertionError(url + " refused: " + reason);
        };
    }

    private static Reason reason(String url, AddressRules rules) {
        return switch (EndpointUrl.check(url, rules)) {
            case Accepted(EndpointUrl accepted) -> throw new AssertionError(accepted.toString());
            case Refused(Reason reason) -> reason;
        };
    }
}
