package id.sahut.webhooks.dispatcher.names;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/// The addresses of a name, each of which may be called; the first is dialled. Immutable.
public record Vetted(List<InetAddress> addresses) {

    /// Nobody needs more, and the answer's author decides how many there are.
    private static final int MOST = 16;

    /// IPv4 first: the client dials one address only, and IPv6 is the one that more often leads
    /// nowhere.
    static Vetted of(String host, InetAddress[] found) {
        return new Vetted(
                Arrays.stream(found)
                        .sorted(Comparator.comparing(a -> !(a instanceof Inet4Address)))
                        .limit(MOST)
                        .map(address -> named(host, address))
                        .toList());
    }

    /// The client takes the name for SNI, the certificate check and its pool from the address, so
    /// it has to carry it.
    private static InetAddress named(String host, InetAddress address) {
        try {
            return InetAddress.getByAddress(host, address.getAddress());
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("an address of odd length", impossible);
        }
    }

    public InetAddress first() {
        return addresses.getFirst();
    }

    /// The same with these addresses, which could not be connected to, behind the others, in their
    /// order.
    Vetted withLast(List<InetAddress> unreachable) {
        return new Vetted(
                addresses.stream().sorted(Comparator.comparingInt(unreachable::indexOf)).toList());
    }
}
