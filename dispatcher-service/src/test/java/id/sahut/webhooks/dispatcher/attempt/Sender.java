package id.sahut.webhooks.dispatcher.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.endpoint.AddressRules;
import id.sahut.webhooks.common.endpoint.Cidr;
import id.sahut.webhooks.common.endpoint.EndpointCheck.Accepted;
import id.sahut.webhooks.common.endpoint.EndpointCheck.Refused;
import id.sahut.webhooks.common.endpoint.EndpointUrl;
import id.sahut.webhooks.dispatcher.names.FakeNames;
import id.sahut.webhooks.dispatcher.names.NameLimits;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;

/// A client as a test needs it, which watches that each attempt ends exactly once.
final class Sender implements AutoCloseable {

    static {
        JvmSettings.apply();
    }

    static final String BODY = "{\"event\":\"message.created\",\"text\":\"merhaba dünya\"}";
    static final AddressRules LOOPBACK_TOO =
            new AddressRules(List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1/128")));

    final FakeNames names = new FakeNames();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final AtomicLong skippedNanos = new AtomicLong();
    final WebhookClient client;
    private final Queue<AtomicInteger> endings = new ConcurrentLinkedQueue<>();

    Sender(AttemptLimits limits) throws NoSuchAlgorithmException {
        this(limits, LOOPBACK_TOO, SSLContext.getDefault());
    }

    Sender(AttemptLimits limits, AddressRules rules, SSLContext tls) {
        this.client =
                new WebhookClient(
                        limits,
                        rules,
                        tls,
                        names,
                        () -> System.nanoTime() + skippedNanos.get(),
                        meters);
    }

    /// For what is not about time: even a busy machine makes it.
    static AttemptLimits patient() {
        return oneSecond().withDeadline(Duration.ofSeconds(10));
    }

    static AttemptLimits oneSecond() {
        return new AttemptLimits(
                Duration.ofSeconds(1),
                new NameLimits(
                        Duration.ofMillis(700),
                        Duration.ofSeconds(30),
                        Duration.ofSeconds(5),
                        1_000,
                        64),
                1);
    }

    static AttemptRequest request(String url, AttemptRequest.Header... headers) {
        EndpointUrl checked =
                switch (EndpointUrl.check(url, LOOPBACK_TOO)) {
                    case Accepted(EndpointUrl accepted) -> accepted;
                    case Refused refused -> throw new AssertionError(url + " " + refused);
                };
        return new AttemptRequest(
                checked, List.of(headers), BODY.getBytes(StandardCharsets.UTF_8), false);
    }

    /// The same, as it is made after one that nobody answered.
    static AttemptRequest onNewConnection(AttemptRequest request) {
        return new AttemptRequest(request.url(), request.headers(), request.body(), true);
    }

    CompletableFuture<AttemptOutcome> post(String url, AttemptRequest.Header... headers) {
        return post(request(url, headers));
    }

    CompletableFuture<AttemptOutcome> post(AttemptRequest request) {
        CompletableFuture<AttemptOutcome> outcome = new CompletableFuture<>();
        AtomicInteger calls = new AtomicInteger();
        endings.add(calls);
        client.send(
                request,
                ended -> {
                    calls.incrementAndGet();
                    outcome.complete(ended);
                });
        return outcome;
    }

    AttemptOutcome outcomeOf(String url, AttemptRequest.Header... headers) throws Exception {
        return post(url, headers).get(20, TimeUnit.SECONDS);
    }

    double count(String meter) {
        return meters.get(meter).counters().stream().mapToDouble(c -> c.count()).sum();
    }

    void skip(Duration time) {
        skippedNanos.addAndGet(time.toNanos());
    }

    @Override
    public void close() {
        client.close();
        assertThat(endings).allSatisfy(calls -> assertThat(calls).hasValue(1));
    }
}
