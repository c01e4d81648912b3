package id.sahut.webhooks.common.endpoint;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// A block of addresses such as `10.0.0.0/8` or `fd00::/8`. Immutable.
///
/// The block's family matters: an IPv4 block never contains an IPv6 address, mapped or not.
public final class Cidr {

    private final byte[] network;
    private final int prefix;
    private final String text;

    private Cidr(byte[] network, int prefix, String text) {
        this.network = network;
        this.prefix = prefix;
        this.text = text;
    }

    /// Reads `address/prefix`.
    ///
    /// @throws IllegalArgumentException saying what is wrong with the text and what would be right
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw wrong(text, "has no prefix length");
        }
        byte[] network =
                Literals.parse(text.substring(0, slash))
                        .orElseThrow(() -> wrong(text, "does not start with an IP address"));
        int bits = network.length * 8;
        String length = text.substring(slash + 1);
        if (!length.matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(length) > bits) {
            throw wrong(text, "needs a prefix length from 0 to " + bits);
        }
        int prefix = Integer.parseInt(length);
        byte[] masked = masked(network, prefix);
        if (!Arrays.equals(masked, network)) {
            throw wrong(
                    text,
                    "has bits set after the prefix, meant is perhaps "
                            + address(masked).getHostAddress()
                            + "/"
                            + prefix);
        }
        return new Cidr(network, prefix, text);
    }

    private static IllegalArgumentException wrong(String text, String what) {
        return new IllegalArgumentException(
                "'" + text + "' " + what + "; write a block like 10.0.0.0/8 or fd00::/8");
    }

    /// Whether the address lies in this block.
    public boolean contains(InetAddress address) {
        return contains(address.getAddress());
    }

    boolean contains(byte[] address) {
        if (address.length != network.length) {
            return false;
        }
        int whole = prefix / 8;
        if (!Arrays.equals(address, 0, whole, network, 0, whole)) {
            return false;
        }
        int rest = prefix % 8;
        return rest == 0 || ((address[whole] ^ network[whole]) & 0xff) >>> (8 - rest) == 0;
    }

    private static byte[] masked(byte[] address, int prefix) {
        byte[] masked = new byte[address.length];
        for (int bit = 0; bit < prefix; bit++) {
            masked[bit / 8] |= (byte) (address[bit / 8] & (0x80 >>> (bit % 8)));
        }
        return masked;
    }

    static InetAddress address(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException impossible) {
            throw new IllegalArgumentException(bytes.length + " bytes, not 4 or 16", impossible);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cidr that
                && prefix == that.prefix
                && Arrays.equals(network, that.network);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(network) + prefix;
    }

    @Override
    public String toString() {
        return text;
    }
}
