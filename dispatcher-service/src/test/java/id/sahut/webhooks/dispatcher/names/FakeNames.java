package id.sahut.webhooks.dispatcher.names;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/// A name server that answers what a test told it, and as slowly.
public final class FakeNames implements Lookup {

    private final Map<String, InetAddress[]> addresses = new ConcurrentHashMap<>();
    private final Map<String, InetAddress[]> next = new ConcurrentHashMap<>();
    private final Map<String, CountDownLatch> held = new ConcurrentHashMap<>();
    private final AtomicInteger lookups = new AtomicInteger();

    public FakeNames with(String host, String... literals) {
        addresses.put(host, addresses(literals));
        return this;
    }

    /// Nobody knows the name any more.
    public void without(String host) {
        addresses.remove(host);
    }

    /// What the name answers from its second lookup on.
    public FakeNames thenAlways(String host, String... literals) {
        next.put(host, addresses(literals));
        return this;
    }

    /// The name's answers wait until [#release].
    public void hold(String host) {
        held.put(host, new CountDownLatch(1));
    }

    public void release(String host) {
        CountDownLatch latch = held.remove(host);
        if (latch != null) {
            latch.countDown();
        }
    }

    public int lookups() {
        return lookups.get();
    }

    @Override
    public InetAddress[] byName(String host) throws UnknownHostException {
        lookups.incrementAndGet();
        CountDownLatch latch = held.get(host);
        if (latch != null) {
            try {
                latch.await();
            } catch (InterruptedException stopped) {
                throw new UnknownHostException(host);
            }
        }
        InetAddress[] found = addresses.get(host);
        if (found == null) {
            throw new UnknownHostException(host);
        }
        InetAddress[] later = next.remove(host);
        if (later != null) {
            addresses.put(host, later);
        }
        return found;
    }

    private static InetAddress[] addresses(String... literals) {
        return Stream.of(literals).map(InetAddress::ofLiteral).toArray(InetAddress[]::new);
    }
}
