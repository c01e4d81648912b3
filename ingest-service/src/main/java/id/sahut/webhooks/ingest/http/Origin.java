package id.sahut.webhooks.ingest.http;

import java.net.InetAddress;
import java.nio.ByteBuffer;

/// Where a request comes from, as far as it is counted: an IPv4 address, or an IPv6 /64, which is
/// what one customer has. Immutable.
///
/// @param bits the address's first 8 bytes at most
public record Origin(boolean isIpv6, long bits) {

    static Origin of(InetAddress address) {
        byte[] bytes = address.getAddress();
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return bytes.length == 4
                ? new Origin(false, Integer.toUnsignedLong(buffer.getInt()))
                : new Origin(true, buffer.getLong());
    }
}
