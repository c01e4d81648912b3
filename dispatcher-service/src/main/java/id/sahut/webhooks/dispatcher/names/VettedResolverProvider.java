package id.sahut.webhooks.dispatcher.names;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolver.LookupPolicy;
import java.net.spi.InetAddressResolverProvider;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Answers the webhook clients' own lookups from what was vetted, and nothing else; all other
/// lookups of the process go to the operating system. Safe for any thread. Found by the JDK.
public final class VettedResolverProvider extends InetAddressResolverProvider {

    private static volatile @Nullable InetAddressResolver builtinResolver;

    /// For the JDK.
    public VettedResolverProvider() {}

    @Override
    public InetAddressResolver get(Configuration configuration) {
        InetAddressResolver builtin = configuration.builtinResolver();
        builtinResolver = builtin;
        return new Resolver(builtin);
    }

    @Override
    public String name() {
        return "Sahut Webhooks";
    }

    static Lookup builtin() {
        verify();
        InetAddressResolver builtin = builtinResolver;
        if (builtin == null) {
            throw new IllegalStateException("the resolver was replaced after it was verified");
        }
        LookupPolicy ipv4First =
                LookupPolicy.of(LookupPolicy.IPV4 | LookupPolicy.IPV6 | LookupPolicy.IPV4_FIRST);
        return host -> builtin.lookupByName(host, ipv4First).toArray(InetAddress[]::new);
    }

    /// Sees to it that the JDK asks this resolver, and every time.
    ///
    /// @throws IllegalStateException when it doesn't
    public static void verify() {
        String probe = "resolver-check.invalid";
        boolean unknownAtFirst = probe(probe, Optional.empty()).isEmpty();
        Optional<String> first = probe(probe, Optional.of("192.0.2.1"));
        Optional<String> second = probe(probe, Optional.of("192.0.2.2"));
        if (builtinResolver == null) {
            throw new IllegalStateException(
                    "the JDK does not use the service provider in META-INF/services/"
                            + InetAddressResolverProvider.class.getName());
        }
        if (!unknownAtFirst
                || !first.equals(Optional.of("192.0.2.1"))
                || !second.equals(Optional.of("192.0.2.2"))) {
            throw new IllegalStateException(
                    "the JDK caches addresses: JvmSettings.apply() must come before the first"
                            + " lookup");
        }
    }

    private static Optional<String> probe(String host, Optional<String> address) {
        Optional<Vetted> vetted =
                address.map(a -> Vetted.of(host, new InetAddress[] {InetAddress.ofLiteral(a)}));
        try {
            return Optional.of(
                    ScopedValue.where(Dialling.CURRENT, new Dialling(null, host, vetted))
                            .call(() -> InetAddress.getByName(host).getHostAddress()));
        } catch (UnknownHostException unknown) {
            return Optional.empty();
        }
    }

    private record Resolver(InetAddressResolver builtin) implements InetAddressResolver {

        @Override
        public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
                throws UnknownHostException {
            if (Dialling.CURRENT.isBound()) {
                return Dialling.CURRENT.get().answer(host).addresses().stream();
            }
            if (Thread.currentThread().getThreadGroup() instanceof ClientThreads client) {
                return client
                        .names()
                        .again(host)
                        .orElseThrow(() -> new UnknownHostException("not a vetted name"))
                        .addresses()
                        .stream();
            }
            return builtin.lookupByName(host, policy);
        }

        @Override
        public String lookupByAddress(byte[] address) throws UnknownHostException {
            return builtin.lookupByAddress(address);
        }
    }
}
