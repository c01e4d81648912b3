package id.sahut.webhooks.common.endpoint;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Optional;

/// Reads IP address literals in their one canonical spelling. Stateless.
///
/// The JDK's own parsers are more generous (`127.1` is an address to them) and turn an IPv4-mapped
/// IPv6 address into an IPv4 one; here a literal keeps its family, so both are told apart.
final class Literals {

    private Literals() {}

    /// The address's 4 or 16 bytes, empty when the text is no canonical literal.
    static Optional<byte[]> parse(String text) {
        return text.indexOf(':') >= 0 ? parse6(text) : parse4(text);
    }

    /// Four decimal numbers from 0 to 255 without leading zeros.
    static Optional<byte[]> parse4(String text) {
        String[] parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        byte[] bytes = new byte[4];
        for (int i = 0; i < 4; i++) {
            if (!parts[i].matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(parts[i]) > 255) {
                return Optional.empty();
            }
            bytes[i] = (byte) Integer.parseInt(parts[i]);
        }
        return Optional.of(bytes);
    }

    /// Without brackets and without a zone.
    static Optional<byte[]> parse6(String text) {
        if (text.length() > 45 || !text.matches("[0-9A-Fa-f:.]+") || text.indexOf(':') < 0) {
            return Optional.empty();
        }
        int lastColon = text.lastIndexOf(':');
        if (text.indexOf('.') >= 0 && parse4(text.substring(lastColon + 1)).isEmpty()) {
            return Optional.empty();
        }
        try {
            byte[] bytes = Inet6Address.ofLiteral(text).getAddress();
            return Optional.of(bytes.length == 16 ? bytes : mapped(bytes));
        } catch (IllegalArgumentException notAnAddress) {
            return Optional.empty();
        }
    }

    /// The 16 bytes of `::ffff:a.b.c.d`, which the JDK hands out as the four it maps.
    private static byte[] mapped(byte[] v4) {
        byte[] bytes = new byte[16];
        bytes[10] = (byte) 0xff;
        bytes[11] = (byte) 0xff;
        System.arraycopy(v4, 0, bytes, 12, 4);
        return bytes;
    }

    static InetAddress address(byte[] bytes) {
        return Cidr.address(bytes);
    }
}
