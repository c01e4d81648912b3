package id.sahut.webhooks.bench.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.bench.load.Payload;
import id.sahut.webhooks.bench.stage.Service;
import id.sahut.webhooks.common.id.WorkspaceId;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// Producers that speak HTTP: each sends its next request when the one before is answered. Safe for
/// any thread.
final class Senders implements AutoCloseable {

    /// @param together requests under way at once
    /// @param events in each
    /// @param key whether each has an idempotency key
    record Way(String title, int together, int events, boolean key) {

        boolean isLines() {
            return events > 1;
        }
    }

    private final Service ingest;
    private final WorkspaceId workspace;
    private final String key;
    private final Way way;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicLong next = new AtomicLong();
    private final Histogram took = new ConcurrentHistogram(3);

    /// @param key of the workspace
    Senders(
            Service ingest,
            WorkspaceId workspace,
            String key,
            Way way,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.ingest = ingest;
        this.workspace = workspace;
        this.key = key;
        this.way = way;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /// Sends so many requests, and returns when the last is answered.
    void send(long requests) {
        var senders = new ArrayList<Future<?>>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < way.together; i++) {
                senders.add(
                        threads.submit(() -> {
                            for (long number = next.getAndIncrement();
                                    number < requests;
                                    number = next.getAndIncrement()) {
                                send(number, requests / 2);
                            }
                        }));
            }
            for (Future<?> sender : senders) {
                sender.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("an event could not be sent", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while events are sent", e);
        }
    }

    /// Of the second half of all requests, in microseconds.
    Histogram took() {
        return took;
    }

    @Override
    public void close() {
        http.close();
    }

    private void send(long number, long warmUp) {
        var request =
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:%d/v1/events"
                                                .formatted(ingest.httpPort())))
                        .header("Authorization", "Bearer " + key)
                        .header(
                                "Content-Type",
                                way.isLines() ? "application/x-ndjson" : "application/json")
                        .POST(BodyPublishers.ofByteArray(body(number)));
        if (way.key) {
            request.header("Idempotency-Key", "%s/%d".formatted(way.title.hashCode(), number));
        }
        long begin = nanoTime.getAsLong();
        HttpResponse<byte[]> answer =
                Service.send(http, request.build(), BodyHandlers.ofByteArray());
        if (number >= warmUp) {
            took.recordValue(TimeUnit.NANOSECONDS.toMicros(nanoTime.getAsLong() - begin));
        }
        boolean isKept =
                way.isLines()
                        ? answer.statusCode() == 207
                                && new String(answer.body(), UTF_8).contains("\"failed\":0")
                        : answer.statusCode() == 202;
        if (!isKept) {
            throw ingest.process()
                    .failure("answered %d to an event".formatted(answer.statusCode()));
        }
    }

    private byte[] body(long number) {
        var body = new ByteArrayOutputStream();
        for (int i = 0; i < way.events; i++) {
            body.writeBytes(Payload.of(workspace, number * way.events + i, clock.instant()));
            if (way.isLines()) {
                body.write('\n');
            }
        }
        return body.toByteArray();
    }

    /// The ways that are measured.
    static List<Way> ways() {
        return List.of(
                new Way("one in a request", 32, 1, false),
                new Way("one in a request, with a key", 32, 1, true),
                new Way("500 in a request", 4, 500, false),
                new Way("500 in a request, with a key", 4, 500, true));
    }
}
