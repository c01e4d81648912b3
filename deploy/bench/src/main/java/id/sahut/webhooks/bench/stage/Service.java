package id.sahut.webhooks.bench.stage;

import id.sahut.webhooks.bench.machine.Child;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// One of our services that runs. Confined to the run's thread.
///
/// @param httpPort where it tells its health and metrics
public record Service(Child process, int httpPort) {

    private static final Duration READY = Duration.ofMinutes(2);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    /// Waits until it says that it is ready.
    public Service awaitReady(LongSupplier nanoTime) {
        long begin = nanoTime.getAsLong();
        while (!isReady()) {
            if (!process.isAlive()) {
                throw process.failure("ended before it was ready");
            }
            if (nanoTime.getAsLong() - begin > READY.toNanos()) {
                throw process.failure("was not ready within %s".formatted(READY));
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
        return this;
    }

    /// What it answers at `/metrics`.
    public String metrics() {
        try {
            return get("/metrics").body();
        } catch (IOException e) {
            throw process.failure("does not tell its metrics (%s)".formatted(e.getMessage()));
        }
    }

    /// The sum of all series of a metric; 0 when there is none yet.
    public double metric(String name) {
        return metrics()
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /// Whether it says that it is; not while it does not listen yet, or does not answer.
    public boolean isReady() {
        try {
            return get("/health/ready").statusCode() == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /// Sends and waits for the answer.
    ///
    /// @throws UncheckedIOException when there is none
    public static <T> HttpResponse<T> send(
            HttpClient http, HttpRequest request, HttpResponse.BodyHandler<T> body) {
        try {
            return http.send(request, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    private HttpResponse<String> get(String path) throws IOException {
        var uri = URI.create("http://127.0.0.1:%d%s".formatted(httpPort, path));
        try {
            return HTTP.send(
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(10)).build(),
                    HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
