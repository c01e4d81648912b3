package id.sahut.webhooks.common.endpoint;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/// Decides by its bytes whether an address may be called: public ones always, others only where the
/// operator allows their block. Immutable.
///
/// The `InetAddress.is…()` methods are not used: they miss unique local addresses, carrier-grade
/// NAT, NAT64, 6to4 and class E.
public final class AddressRules {

    /// IANA's special-purpose registry for IPv4, and one address that a cloud took out of public
    /// space for its metadata.
    private static final List<Cidr> SPECIAL_4 =
            blocks(
                    "0.0.0.0/8", // this network
                    "10.0.0.0/8", // private
                    "100.64.0.0/10", // carrier-grade NAT
                    "127.0.0.0/8", // loopback
                    "168.63.129.16/32", // a cloud's metadata and DNS, reachable from inside only
                    "169.254.0.0/16", // link-local, cloud metadata
                    "172.16.0.0/12", // private
                    "192.0.0.0/24", // protocol assignments
                    "192.0.2.0/24", // documentation
                    "192.31.196.0/24", // AS112
                    "192.52.193.0/24", // AMT
                    "192.88.99.0/24", // 6to4 relays
                    "192.168.0.0/16", // private
                    "192.175.48.0/24", // AS112
                    "198.18.0.0/15", // benchmarks
                    "198.51.100.0/24", // documentation
                    "203.0.113.0/24", // documentation
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4"); // reserved, broadcast

    /// The only part of IPv6 that holds public addresses. Outside it lie loopback, mapped and
    /// compatible IPv4, NAT64, unique local, link-local and multicast.
    private static final Cidr GLOBAL_6 = Cidr.parse("2000::/3");

    private static final List<Cidr> SPECIAL_6 =
            blocks(
                    "2001::/23", // protocol assignments: Teredo, ORCHID, benchmarks
                    "2001:db8::/32", // documentation
                    "2002::/16", // 6to4, an IPv4 address in disguise
                    "2620:4f:8000::/48", // AS112
                    "3ffe::/16", // the 6bone of old
                    "3fff::/20"); // documentation

    private final List<Cidr> allowedPrivate;

    /// @param allowedPrivate blocks the operator lets webhooks reach although they are not public
    public AddressRules(List<Cidr> allowedPrivate) {
        this.allowedPrivate = List.copyOf(allowedPrivate);
    }

    /// The rules where the operator allows nothing but public addresses.
    public static AddressRules publicOnly() {
        return new AddressRules(List.of());
    }

    /// Whether the address is one of the public Internet's.
    public boolean isPublic(InetAddress address) {
        return isPublic(address.getAddress());
    }

    /// Whether the address may be called: it is public, or in a block the operator allows.
    public boolean permits(InetAddress address) {
        return isPublic(address) || allowsPrivate(address.getAddress());
    }

    static boolean isPublic(byte[] address) {
        return address.length == 4
                ? !anyContains(SPECIAL_4, address)
                : GLOBAL_6.contains(address) && !anyContains(SPECIAL_6, address);
    }

    boolean allowsPrivate(byte[] address) {
        return anyContains(allowedPrivate, address);
    }

    private static boolean anyContains(List<Cidr> blocks, byte[] address) {
        for (Cidr block : blocks) {
            if (block.contains(address)) {
                return true;
            }
        }
        return false;
    }

    private static List<Cidr> blocks(String... blocks) {
        return Arrays.stream(blocks).map(Cidr::parse).toList();
    }
}
