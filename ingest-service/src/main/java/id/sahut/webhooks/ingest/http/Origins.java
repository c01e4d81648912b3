package id.sahut.webhooks.ingest.http;

import id.sahut.webhooks.common.endpoint.Cidr;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Decides where a request comes from. Immutable, safe for any thread.
///
/// That is the other end of the connection. Where that is one of our proxies it is whom the proxies
/// name: each adds to `X-Forwarded-For` whom it got the request from, so the last address that is
/// no proxy of ours is the client's. What stands before it anybody may have written.
///
/// ```
///   X-Forwarded-For: 6.6.6.6, 203.0.113.9, 10.0.0.7      from 10.0.0.8
///                    invented  the client   ours          ours
/// ```
public final class Origins {

    private final List<Cidr> trusted;

    /// @param trusted the blocks that our proxies are in
    public Origins(List<Cidr> trusted) {
        this.trusted = List.copyOf(trusted);
    }

    /// @param peer the other end of the connection
    /// @param forwardedFor the values of all `X-Forwarded-For` headers, in order
    public Origin of(String peer, List<String> forwardedFor) {
        InetAddress client =
                address(peer)
                        .orElseThrow(() ->
                                new IllegalArgumentException("no address of a socket: " + peer));
        List<String> hops = hops(forwardedFor);
        for (int i = hops.size() - 1; i >= 0 && isTrusted(client); i--) {
            Optional<InetAddress> before = address(hops.get(i));
            if (before.isEmpty()) {
                break; // a proxy that hides whom it got the request from answers for it
            }
            client = before.get();
        }
        return Origin.of(client);
    }

    /// Whether a request came by TLS: our proxies end it, and say so.
    ///
    /// @param forwardedProto what `X-Forwarded-Proto` says; what anybody else writes there is
    ///   nothing to go by
    boolean isSecure(String peer, Optional<String> forwardedProto) {
        return forwardedProto.filter(it -> it.strip().equalsIgnoreCase("https")).isPresent()
                && address(peer).filter(this::isTrusted).isPresent();
    }

    private boolean isTrusted(InetAddress address) {
        return trusted.stream().anyMatch(it -> it.contains(address));
    }

    private static List<String> hops(List<String> forwardedFor) {
        var hops = new ArrayList<String>();
        for (String header : forwardedFor) {
            for (String hop : header.split(",", -1)) {
                hops.add(hop.strip());
            }
        }
        return hops;
    }

    /// Some proxies write brackets, and some a port.
    private static Optional<InetAddress> address(String text) {
        String literal = text;
        if (text.startsWith("[") && text.indexOf(']') > 0) {
            literal = text.substring(1, text.indexOf(']'));
        } else if (text.indexOf('.') > 0 && text.indexOf(':') == text.lastIndexOf(':')) {
            literal = text.split(":", 2)[0];
        }
        int zone = literal.indexOf('%');
        try {
            return Optional.of(
                    InetAddress.ofLiteral(zone < 0 ? literal : literal.substring(0, zone)));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
