package id.sahut.webhooks.dispatcher.names;

import java.net.InetAddress;

/// What looking up a name came to. Immutable.
public sealed interface NameAnswer {

    /// All its addresses may be called.
    record Found(Vetted vetted) implements NameAnswer {}

    /// At least this one may not, so none is.
    record Forbidden(InetAddress address) implements NameAnswer {}

    /// Nobody was asked: as many names are being looked up as may be.
    record Busy() implements NameAnswer {}

    /// There is no answer to go by.
    record Unknown(String why) implements NameAnswer {}
}
