package id.sahut.webhooks.dispatcher.attempt;

import java.security.Security;

/// The JDK settings that sending rests on and that only a whole process can have. Stateless.
public final class JvmSettings {

    /// Connections without an exchange, in all of the process.
    static final int MAX_IDLE = 4_000;

    private JvmSettings() {}

    /// Call first thing in `main`: later the JDK has read some of them. [WebhookClient] refuses to
    /// start where the two that safety rests on did not take effect; the others are left alone
    /// where they are set on the command line.
    ///
    /// - The JDK keeps no addresses, so it can't serve one that was never vetted. The price is that
    ///   every other lookup of the process asks the operating system too. Kafka's and JDBC's
    ///   clients look up names when they connect, not per request, so it is not felt there.
    /// - Idle connections are closed after 30 s, and 4,000 of them are kept (about 24 KB each). The
    ///   JDK counts them by client, of which a [WebhookClient] has one for each core.
    /// - A connection keeps a buffer to read into, of 4 KiB in place of 16: an answer seldom is
    ///   longer, what is longer comes in parts, and five thousand connections take 60 MB less.
    /// - An answer's headers may have 64 KiB.
    public static void apply() {
        Security.setProperty("networkaddress.cache.ttl", "0");
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
        Security.setProperty("networkaddress.cache.stale.ttl", "0");
        setUnlessSet("jdk.httpclient.keepalive.timeout", "30");
        setUnlessSet("jdk.httpclient.connectionPoolSize", Integer.toString(idleOfEachClient()));
        setUnlessSet("jdk.httpclient.bufsize", "4096");
        setUnlessSet("jdk.http.maxHeaderSize", "65536");
    }

    private static int idleOfEachClient() {
        return Math.max(1, MAX_IDLE / AttemptLimits.defaults().clients());
    }

    private static void setUnlessSet(String key, String value) {
        if (System.getProperty(key) == null) {
            System.setProperty(key, value);
        }
    }
}
