package id.sahut.webhooks.bench.sink;

import java.net.URI;
import java.util.List;

/// Where the sink's endpoints are: on several ports, so that a sender takes them for several hosts,
/// spreads them over its clients, and keeps connections for each. Immutable.
///
/// @param tls whether https or http
/// @param ports on which endpoints are, in turn
public record Endpoints(boolean tls, List<Integer> ports) {

    /// Where a sender POSTs nothing.
    public static final Endpoints NONE = new Endpoints(false, List.of());

    /// Copies the list.
    public Endpoints {
        ports = List.copyOf(ports);
    }

    /// @param number of the endpoint
    /// @param path how it behaves, see [Behaviour], and its number
    public URI at(int number, String path) {
        return URI.create(
                "%s://localhost:%d/%s"
                        .formatted(tls ? "https" : "http", ports.get(number % ports.size()), path));
    }
}
