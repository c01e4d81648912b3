package id.sahut.webhooks.bench.baseline;

import id.sahut.webhooks.bench.load.Fleet;
import id.sahut.webhooks.bench.load.Payload;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.signing.Signer;
import id.sahut.webhooks.common.signing.SigningSecrets;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/// Signs and POSTs, with the JDK's client set up as the dispatcher sets it up, and with the same
/// headers. Confined to a thread.
final class Poster {

    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient[] clients;
    private final InstantSource clock;
    private final URI[] urls;
    private final SigningSecrets[] secrets;
    private final Signer signer = new Signer();

    Poster(Baseline baseline, InstantSource clock) {
        this.clock = clock;
        this.clients =
                IntStream.range(0, Runtime.getRuntime().availableProcessors())
                        .mapToObj(_ -> client())
                        .toArray(HttpClient[]::new);
        this.urls =
                IntStream.range(0, baseline.endpoints())
                        .mapToObj(it -> url(baseline, it))
                        .toArray(URI[]::new);
        this.secrets =
                IntStream.range(0, baseline.endpoints())
                        .mapToObj(it -> new SigningSecrets(Fleet.secret(it), Optional.empty()))
                        .toArray(SigningSecrets[]::new);
    }

    private static URI url(Baseline baseline, int endpoint) {
        String path =
                baseline.bad().includes(endpoint)
                        ? baseline.bad().path(endpoint)
                        : baseline.group() + "/" + endpoint;
        return baseline.where().at(endpoint, path);
    }

    private static HttpClient client() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(Runnable::run)
                .connectTimeout(TIMEOUT)
                .build();
    }

    CompletableFuture<HttpResponse<Void>> post(int endpoint, DeliveryId id, byte[] body) {
        var now = clock.instant();
        var request =
                HttpRequest.newBuilder(urls[endpoint])
                        .timeout(TIMEOUT)
                        .header("Content-Type", "application/json")
                        .header("User-Agent", "Sahut-Webhooks/bench")
                        .header("X-Sahut-Signature", secrets[endpoint].sahut(signer, body))
                        .header("webhook-id", id.value())
                        .header("webhook-timestamp", Long.toString(now.getEpochSecond()))
                        .header(
                                "webhook-signature",
                                secrets[endpoint].standard(signer, id, now, body))
                        .header("X-Sahut-Event", Payload.EVENT_TYPE)
                        .header("X-Sahut-Delivery", id.value())
                        .header("X-Sahut-Attempt", "1")
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                        .build();
        return clients[endpoint % clients.length].sendAsync(
                request, HttpResponse.BodyHandlers.discarding());
    }
}
