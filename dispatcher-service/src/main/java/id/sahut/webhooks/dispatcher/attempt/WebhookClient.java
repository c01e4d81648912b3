package id.sahut.webhooks.dispatcher.attempt;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import id.sahut.webhooks.common.endpoint.AddressRules;
import id.sahut.webhooks.common.endpoint.EndpointUrl;
import id.sahut.webhooks.common.ops.LoopThread;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Blocked;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Cancelled;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Cause;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Lack;
import id.sahut.webhooks.dispatcher.attempt.AttemptOutcome.Unreachable;
import id.sahut.webhooks.dispatcher.names.ClientThreads;
import id.sahut.webhooks.dispatcher.names.Lookup;
import id.sahut.webhooks.dispatcher.names.Name;
import id.sahut.webhooks.dispatcher.names.NameAnswer;
import id.sahut.webhooks.dispatcher.names.NameAnswer.Forbidden;
import id.sahut.webhooks.dispatcher.names.NameAnswer.Found;
import id.sahut.webhooks.dispatcher.names.NameAnswer.Unknown;
import id.sahut.webhooks.dispatcher.names.Names;
import id.sahut.webhooks.dispatcher.names.Vetted;
import id.sahut.webhooks.dispatcher.names.VettedResolverProvider;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes POSTs to endpoints. Safe for any thread, and never blocks the one that sends.
///
/// The status line decides, if it comes before the deadline; a second more is given to the start of
/// the answer's body. So an attempt ends within its deadline and that second, whatever the other
/// side does. A POST goes out once, with two exceptions, both within the same deadline: where a
/// connection from the pool turns out to be closed before any byte of an answer, and where the
/// JDK's client refuses an answer, it is made again on a connection of its own ([LenientPost]).
/// Receivers tell repeats by the delivery id, as they must anyway.
public final class WebhookClient implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WebhookClient.class);

    /// How late a deadline may be noticed.
    private static final long TICK_NANOS = 20_000_000;

    /// How long it is remembered that an endpoint's answers are odd, and of how many endpoints: the
    /// others are POSTed to twice now and then.
    private static final Duration ODD_FOR = Duration.ofDays(1);

    private static final int MAX_ODD = 10_000;

    private final AttemptLimits limits;
    private final AddressRules rules;
    private final LongSupplier nanoTime;
    private final Names names;
    private final HttpClient[] clients;
    private final Set<Exchange> underWay = ConcurrentHashMap.newKeySet();
    private final EndOfExchange ending = new EndOfExchange();
    private final LoopThread deadlines = LoopThread.of("webhook-deadlines", this::watchDeadlines);
    private final Counter cutAnswers;
    private final Map<OwnConnection, Counter> ownConnections = new EnumMap<>(OwnConnection.class);
    private final SSLContext tls;

    /// Endpoints whose answers the JDK's client refuses, by what their URL names but the query.
    private final Cache<String, Boolean> odd;

    private volatile boolean closed;
    private volatile @Nullable RuntimeException bug;

    /// @param rules which addresses may be called
    /// @param tls whom to trust; names are checked in any case
    /// @param lookup who resolves names
    /// @param nanoTime a monotonic clock, in nanoseconds
    /// @throws IllegalStateException where [JvmSettings#apply] came too late
    public WebhookClient(
            AttemptLimits limits,
            AddressRules rules,
            SSLContext tls,
            Lookup lookup,
            LongSupplier nanoTime,
            MeterRegistry meters) {
        VettedResolverProvider.verify();
        this.limits = limits;
        this.rules = rules;
        this.nanoTime = nanoTime;
        this.names = new Names(limits.names(), rules, lookup, nanoTime, meters);
        this.cutAnswers = meters.counter("sahut.attempts.answers.cut");
        for (OwnConnection why : OwnConnection.values()) {
            ownConnections.put(
                    why, meters.counter("sahut.attempts.own.connection", "reason", why.label()));
        }
        this.tls = tls;
        this.odd =
                Caffeine.newBuilder()
                        .maximumSize(MAX_ODD)
                        .expireAfterWrite(ODD_FOR)
                        .ticker(nanoTime::getAsLong)
                        .build();
        meters.gaugeCollectionSize("sahut.attempts.under.way", Tags.empty(), underWay);
        ClientThreads threads = new ClientThreads(names);
        this.clients = new HttpClient[limits.clients()];
        for (int i = 0; i < clients.length; i++) {
            clients[i] = threads.build(() -> client(limits, tls));
        }
        deadlines.start();
    }

    private static HttpClient client(AttemptLimits limits, SSLContext tls) {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .proxy(HttpClient.Builder.NO_PROXY)
                .executor(Runnable::run)
                .connectTimeout(limits.deadline())
                .sslContext(tls)
                .build();
    }

    /// Makes one POST and says what it came to. Never throws on account of the other side.
    ///
    /// @param whenDone called exactly once, on whatever thread comes to know, which may be this one
    ///   before the method returns. Some of these serve many exchanges: it must neither block nor
    ///   throw.
    public void send(AttemptRequest request, Consumer<AttemptOutcome> whenDone) {
        Exchange exchange = new Exchange(request, whenDone, ending);
        underWay.add(exchange);
        if (closed) {
            exchange.end(new Cancelled());
            return;
        }
        EndpointUrl url = request.url();
        if (url.literal().isPresent()) {
            sendToLiteral(exchange, url.literal().get());
        } else {
            sendToName(exchange, url.host());
        }
    }

    /// Completes, exceptionally, when attempts no longer end as they should: the process had better
    /// end.
    public CompletableFuture<Void> failure() {
        return deadlines.failure();
    }

    /// Ends everything under way as cancelled and closes all connections.
    @Override
    public void close() {
        closed = true;
        for (Exchange exchange : underWay) {
            exchange.end(new Cancelled());
        }
        for (HttpClient client : clients) {
            client.shutdownNow();
        }
    }

    /// The client doesn't look up literals, so nobody else would check them.
    private void sendToLiteral(Exchange exchange, InetAddress literal) {
        if (rules.permits(literal)) {
            dial(exchange, null);
        } else {
            exchange.end(forbidden(literal));
        }
    }

    private void sendToName(Exchange exchange, String host) {
        Name name = names.pin(host);
        exchange.resolving(name);
        Optional<NameAnswer> known = name.answer(nanoTime.getAsLong());
        if (known.isPresent()) {
            resolved(exchange, known.get());
        } else {
            var _ = names.lookUp(name).thenAccept(answer -> resolved(exchange, answer));
        }
    }

    private void resolved(Exchange exchange, NameAnswer answer) {
        switch (answer) {
            case Found(Vetted vetted) -> dial(exchange, vetted);
            case Forbidden(InetAddress address) -> exchange.end(forbidden(address));
            case NameAnswer.Busy() -> exchange.end(new AttemptOutcome.NotMade(Lack.LOOKUPS));
            case Unknown(String why) ->
                    exchange.end(new Unreachable(Cause.DNS, exchange.took(), why));
        }
    }

    /// The detail is shown to customers, so it doesn't tell where a name led.
    private static Blocked forbidden(InetAddress address) {
        log.debug("an attempt was blocked: address={}", address.getHostAddress());
        return new Blocked("blocked: the name leads to an address that is not public");
    }

    private void dial(Exchange exchange, @Nullable Vetted vetted) {
        exchange.resolved(vetted);
        AttemptRequest request = exchange.request();
        HttpRequest.Builder post = HttpRequest.newBuilder(request.url().uri()).POST(exchange);
        try {
            for (AttemptRequest.Header header : request.headers()) {
                post.header(header.name(), header.value());
            }
        } catch (IllegalArgumentException badHeader) {
            exchange.end(
                    new Unreachable(
                            Cause.PROTOCOL, exchange.took(), "a header that can't be sent"));
            return;
        }
        if (odd.getIfPresent(place(request.url())) != null) {
            onItsOwn(exchange, OwnConnection.ODD_ANSWER);
        } else if (request.onNewConnection()) {
            onItsOwn(exchange, OwnConnection.AFTER_TIME_OUT);
        } else {
            exchange.send(clientFor(request.url()), post.build());
        }
    }

    private void onItsOwn(Exchange exchange, OwnConnection why) {
        Counter counter = ownConnections.get(why);
        if (counter != null) {
            counter.increment();
        }
        List<InetAddress> addresses =
                exchange.request()
                        .url()
                        .literal()
                        .map(List::of)
                        .or(() -> exchange.name().flatMap(Name::vetted).map(Vetted::addresses))
                        .orElse(List.of());
        if (addresses.isEmpty()) {
            exchange.end(new Unreachable(Cause.DNS, exchange.took(), "the name has no address"));
            return;
        }
        boolean isSentAlready = why == OwnConnection.STALE || why == OwnConnection.ODD_ANSWER;
        Thread.ofVirtual()
                .name("webhook-own-connection")
                .start(() ->
                        exchange.sendOnItsOwn(addresses, tls, isSentAlready, limits.deadline()));
    }

    private static String place(EndpointUrl url) {
        return url.host() + ":" + url.port() + url.uri().getRawPath();
    }

    /// Always the same one for one endpoint, so that its connections are found again.
    private HttpClient clientFor(EndpointUrl url) {
        int hash = url.host().hashCode() * 31 + url.port();
        return clients[Math.floorMod(hash ^ (hash >>> 16), clients.length)];
    }

    private void watchDeadlines() {
        long deadline = limits.deadline().toNanos();
        while (!closed) {
            requireWhole();
            long now = nanoTime.getAsLong();
            names.tick(now);
            for (Exchange exchange : underWay) {
                exchange.tick(now, deadline);
            }
            LockSupport.parkNanos(this, TICK_NANOS);
        }
    }

    /// A client whose own thread has ended takes requests and never answers.
    private void requireWhole() {
        RuntimeException found = bug;
        if (found != null) {
            throw new IllegalStateException("an attempt's outcome was lost", found);
        }
        for (HttpClient client : clients) {
            if (client.isTerminated() && !closed) {
                throw new IllegalStateException("an HTTP client has ended by itself");
            }
        }
    }

    private final class EndOfExchange implements Exchange.Ending {

        @Override
        public void ended(Exchange exchange, AttemptOutcome outcome) {
            underWay.remove(exchange);
            exchange.name().ifPresent(Name::unpin);
            try {
                exchange.whenDone().accept(outcome);
            } catch (RuntimeException e) {
                bug = e;
            }
        }

        @Override
        public void onItsOwn(Exchange exchange, OwnConnection why) {
            if (why == OwnConnection.ODD_ANSWER) {
                odd.put(place(exchange.request().url()), true);
            }
            WebhookClient.this.onItsOwn(exchange, why);
        }

        @Override
        public void cut() {
            cutAnswers.increment();
        }

        @Override
        public long nanoTime() {
            return nanoTime.getAsLong();
        }
    }
}
