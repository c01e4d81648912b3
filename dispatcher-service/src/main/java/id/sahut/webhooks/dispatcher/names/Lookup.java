package id.sahut.webhooks.dispatcher.names;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// Asks for the addresses of a name; may block for as long as it takes. Safe for any thread.
@FunctionalInterface
public interface Lookup {

    /// All addresses of the name, at least one.
    InetAddress[] byName(String host) throws UnknownHostException;

    /// The operating system's resolver, without the JDK's cache before it.
    ///
    /// [InetAddress#getAllByName] would not do: it lets one thread at a time look up a name and all
    /// others wait for it, and so a slow answer would hold up the client's own thread.
    static Lookup system() {
        return VettedResolverProvider.builtin();
    }
}
