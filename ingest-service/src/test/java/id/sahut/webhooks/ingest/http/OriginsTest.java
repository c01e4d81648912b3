package id.sahut.webhooks.ingest.http;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.endpoint.Cidr;
import id.sahut.webhooks.ingest.limit.Allowance;
import id.sahut.webhooks.ingest.limit.WrongKeyLimits;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginsTest {

    private final Origins origins =
            new Origins(List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("fd00::/8")));

    @Test
    void withoutAProxyItIsTheOtherEndWhateverAHeaderSays() {
        assertThat(origins.of("203.0.113.9", List.of("198.51.100.1")))
                .isEqualTo(origin("203.0.113.9"));
        assertThat(new Origins(List.of()).of("10.0.0.1", List.of("198.51.100.1")))
                .isEqualTo(origin("10.0.0.1"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "198.51.100.1                          | 198.51.100.1",
                "6.6.6.6, 198.51.100.1                 | 198.51.100.1",
                "6.6.6.6, 198.51.100.1, 10.0.0.7       | 198.51.100.1",
                "198.51.100.1, 6.6.6.6, fd00::1        | 6.6.6.6",
                "198.51.100.1:4711                     | 198.51.100.1",
                "2001:db8::1                           | 2001:db8::1",
                "[2001:db8::1]:4711                    | 2001:db8::1",
                "2001:db8::1%eth0                      | 2001:db8::1",
                "::ffff:198.51.100.1                   | 198.51.100.1",
                "10.0.0.3, 10.0.0.2                    | 10.0.0.3"
            })
    void behindProxiesItIsTheLastAddressThatIsNone(String header, String client) {
        assertThat(origins.of("10.0.0.1", List.of(header))).isEqualTo(origin(client));
    }

    @Test
    void severalHeadersAreOneList() {
        assertThat(origins.of("[fd00:0:0:0:0:0:0:1]", List.of("6.6.6.6", "198.51.100.1, 10.1.1.1")))
                .isEqualTo(origin("198.51.100.1"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "unknown", "6.6.6.6, unknown", "198.51.100.1,", "_hidden, 10.0.0.1"})
    void aProxyThatNamesNobodyAnswersForThem(String header) {
        assertThat(origins.of("10.0.0.1", List.of(header))).isEqualTo(origin("10.0.0.1"));
    }

    @Test
    void aNetworkOfIpv6IsOne() {
        assertThat(origin("2001:db8:1:2::1")).isEqualTo(origin("2001:db8:1:2:ffff::2"));
        assertThat(origin("2001:db8:1:2::1")).isNotEqualTo(origin("2001:db8:1:3::1"));
        assertThat(origin("198.51.100.1")).isNotEqualTo(origin("198.51.100.2"));
    }

    @Test
    void anAddressMayBeWrongOnlySoOftenAMinute() {
        var limits = new WrongKeyLimits(2, () -> 0);

        assertThat(limits.take(origin("198.51.100.1"))).isInstanceOf(Allowance.Granted.class);
        assertThat(limits.take(origin("198.51.100.1"))).isInstanceOf(Allowance.Granted.class);
        assertThat(limits.take(origin("198.51.100.1"))).isInstanceOf(Allowance.Exhausted.class);
        assertThat(limits.take(origin("198.51.100.2"))).isInstanceOf(Allowance.Granted.class);
    }

    private static Origin origin(String address) {
        return Origin.of(InetAddress.ofLiteral(address));
    }
}
