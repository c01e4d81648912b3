package id.sahut.webhooks.common.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class AddressRulesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1.0.0.0", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
                "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255",
                "172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0", "198.17.255.255",
                "198.20.0.0", "203.0.112.255", "203.0.114.0", "223.255.255.255", "2001:200::",
                "2001:4860:4860::8888", "2003::1", "2400::1", "2606:4700::1", "3ffd::1",
            })
    void anAddressOutsideEverySpecialBlockIsPublic(String address) {
        assertThat(AddressRules.publicOnly().isPublic(InetAddress.ofLiteral(address))).isTrue();
        assertThat(AddressRules.publicOnly().permits(InetAddress.ofLiteral(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "0.255.255.255",
                "10.255.255.255",
                "100.64.0.0",
                "100.127.255.255",
                "127.0.0.1",
                "169.254.0.0",
                "172.16.0.0",
                "172.31.255.255",
                "192.0.0.1",
                "192.0.2.1",
                "192.88.99.1",
                "192.168.255.255",
                "198.18.0.0",
                "198.19.255.255",
                "198.51.100.1",
                "203.0.113.255",
                "224.0.0.0",
                "239.255.255.255",
                "240.0.0.0",
                "255.255.255.255",
                "168.63.129.16",
                "::",
                "::1",
                "::8.8.8.8",
                "64:ff9b::808:808",
                "64:ff9b:1::1",
                "100::1",
                "1fff::1",
                "2001::1",
                "2001:1ff::1",
                "2001:db8::1",
                "2002::1",
                "2620:4f:8000::1",
                "3ffe::1",
                "3fff:0fff::1",
                "4000::1",
                "5f00::1",
                "fc00::1",
                "fdff::1",
                "fe80::1",
                "fec0::1",
                "ff0e::1",
            })
    void anAddressOfASpecialBlockIsNotPublic(String address) {
        assertThat(AddressRules.publicOnly().isPublic(InetAddress.ofLiteral(address))).isFalse();
        assertThat(AddressRules.publicOnly().permits(InetAddress.ofLiteral(address))).isFalse();
    }

    @Test
    void anAllowedBlockIsPermittedWithoutBecomingPublic() {
        AddressRules rules = EndpointUrlTest.allowing("10.1.0.0/16", "fd00::/8");

        assertThat(rules.permits(InetAddress.ofLiteral("10.1.2.3"))).isTrue();
        assertThat(rules.isPublic(InetAddress.ofLiteral("10.1.2.3"))).isFalse();
        assertThat(rules.permits(InetAddress.ofLiteral("10.2.0.0"))).isFalse();
        assertThat(rules.permits(InetAddress.ofLiteral("fdab::1"))).isTrue();
        assertThat(rules.permits(InetAddress.ofLiteral("fc00::1"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.0/31, 10.0.0.1, true",
        "10.0.0.0/31, 10.0.0.2, false",
        "10.0.0.1/32, 10.0.0.1, true",
        "0.0.0.0/0, 255.1.1.1, true",
        "0.0.0.0/0, ::1, false",
        "::/0, 10.0.0.1, false",
        "fd00::/9, fd7f::1, true",
        "fd00::/9, fd80::1, false",
        "::ffff:10.0.0.0/104, 10.0.0.1, false",
    })
    void aBlockContainsWhatSharesItsPrefixAndFamily(String block, String address, boolean inside) {
        assertThat(Cidr.parse(block).contains(InetAddress.ofLiteral(address))).isEqualTo(inside);
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0, has no prefix length",
        "ten/8, does not start with an IP address",
        "10.0/8, does not start with an IP address",
        "010.0.0.0/8, does not start with an IP address",
        "10.0.0.0/33, needs a prefix length from 0 to 32",
        "10.0.0.0/, needs a prefix length from 0 to 32",
        "10.0.0.0/+8, needs a prefix length from 0 to 32",
        "10.0.0.0/08, needs a prefix length from 0 to 32",
        "fd00::/129, needs a prefix length from 0 to 128",
        "10.1.2.3/8, meant is perhaps 10.0.0.0/8",
    })
    void aWrongBlockIsToldWhatIsWrongAndWhatIsRight(String block, String complaint) {
        assertThatThrownBy(() -> Cidr.parse(block))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(block)
                .hasMessageContaining(complaint)
                .hasMessageContaining("10.0.0.0/8 or fd00::/8");
    }
}
