package id.sahut.webhooks.bench.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.bench.load.PastDeliveries;
import id.sahut.webhooks.bench.report.Cell;
import id.sahut.webhooks.bench.report.Report;
import id.sahut.webhooks.bench.report.Table;
import id.sahut.webhooks.bench.report.Target;
import id.sahut.webhooks.bench.stage.Service;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/// Asks a history about its busiest webhook, one question after the other. Confined to the run's
/// thread.
final class HistoryQuestions {

    /// Of each kind; half of them are a warm-up.
    static final int EACH = 200;

    private static final Duration LONGEST_DELETION = Duration.ofMinutes(20);
    private static final Duration LONGEST_OPENING = Duration.ofMinutes(1);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(100);

    private final PastDeliveries past;
    private final String key;
    private final LongSupplier nanoTime;
    private final String webhook;

    HistoryQuestions(PastDeliveries past, String key, LongSupplier nanoTime) {
        this.past = past;
        this.key = key;
        this.nanoTime = nanoTime;
        this.webhook = past.fleet().id(0).value();
    }

    /// What the API is asked.
    void deliveries(Report report, String database, Service ingest, Table answering) {
        String base = "/v1/webhooks/%s/deliveries".formatted(webhook);
        Instant farBack = past.until().minus(past.days()).plus(Duration.ofHours(3));
        var questions =
                new TreeMap<>(
                        Map.of(
                                "first page", "",
                                "a page far back", "?to=" + farBack,
                                "state=retrying", "?state=retrying",
                                "state=failed (none)", "?state=failed",
                                "status=5xx", "?status=5xx",
                                "status=404 (none)", "?status=404",
                                "event=contact.created (none)", "?event=contact.created",
                                "state=waiting (none)", "?state=waiting",
                                "event_id", "?event_id=evt_past0"));
        var all = new Histogram(3);
        try (var http = HttpClient.newHttpClient()) {
            questions.forEach((name, query) -> {
                Histogram took = times(http, ingest, _ -> base + query).took;
                all.add(took);
                row(answering, database, name, took);
            });
            report.add(
                    Target.atMost(
                            database + ": half of all questions within",
                            Millis.of(all, 50),
                            50,
                            " ms"));
            report.add(
                    Target.atMost(
                            database + ": 99 of 100 questions within",
                            Millis.of(all, 99),
                            150,
                            " ms"));
            Histogram one = times(http, ingest, it -> "/v1/deliveries/" + past.ofTheFirst(it)).took;
            row(answering, database, "a delivery, its payload from Kafka", one);
            report.add(
                    Target.atMost(
                            database + ": 99 of 100 deliveries with their payload within",
                            Millis.of(one, 99),
                            60,
                            " ms"));
        }
    }

    /// What the dashboard is asked.
    void pages(Report report, String database, Service ingest, Table answering) {
        var places =
                new TreeMap<>(
                        Map.of(
                                "page: webhooks", "/webhooks",
                                "page: webhook", "/webhooks/" + webhook,
                                "page: webhook, 7 days", "/webhooks/" + webhook + "?over=7d",
                                "page: history", "/webhooks/" + webhook + "/deliveries",
                                "page: recover", "/webhooks/" + webhook + "/recoveries"));
        var all = new Histogram(3);
        int largest = 0;
        try (var http =
                HttpClient.newBuilder()
                        .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
                        .build()) {
            signIn(http, ingest);
            for (var place : places.entrySet()) {
                Times times = times(http, ingest, _ -> place.getValue());
                all.add(times.took);
                largest = Math.max(largest, times.bytes);
                row(answering, database, place.getKey(), times.took);
            }
            Times one = times(http, ingest, it -> "/deliveries/" + past.ofTheFirst(it));
            all.add(one.took);
            row(answering, database, "page: a delivery", one.took);
            largest = Math.max(largest, one.bytes);
        }
        report.add(
                Target.atMost(
                        database + ": 99 of 100 pages within", Millis.of(all, 99), 200, " ms"));
        report.add(Target.atMost(database + ": the largest page", largest / 1_000.0, 100, " kB"));
    }

    /// @param count how many deliveries are too old
    void whileItDeletes(Report report, String database, Service ingest, long count) {
        var took = new Histogram(3);
        String path = "/v1/webhooks/%s/deliveries".formatted(webhook);
        long begin = nanoTime.getAsLong();
        try (var http = HttpClient.newHttpClient()) {
            awaitOpen(http, ingest, path, begin);
            while (ingest.metric("sahut_history_deleted_total") < count * 0.98) {
                if (nanoTime.getAsLong() - begin > LONGEST_DELETION.toNanos()) {
                    throw ingest.process().failure("has not deleted what is too old");
                }
                for (int i = 0; i < EACH; i++) {
                    ask(http, ingest, path, took);
                }
            }
        }
        report.add(
                Target.atMost(
                        "%s: the longest of %,d questions while %,d deliveries were deleted"
                                .formatted(database, took.getTotalCount(), count),
                        Millis.of(took, 100),
                        250,
                        " ms"));
    }

    /// A service is ready before its history is open.
    private void awaitOpen(HttpClient http, Service ingest, String path, long begin) {
        while (Service.send(http, request(ingest, path).build(), BodyHandlers.ofByteArray())
                        .statusCode()
                == 503) {
            if (nanoTime.getAsLong() - begin > LONGEST_OPENING.toNanos()) {
                throw ingest.process().failure("has not opened its history");
            }
            LockSupport.parkNanos(LOOK_AGAIN.toNanos());
        }
    }

    /// @param bytes of the largest answer
    private record Times(Histogram took, int bytes) {}

    private Times times(HttpClient http, Service ingest, IntFunction<String> path) {
        var warmUp = new Histogram(3);
        var took = new Histogram(3);
        int bytes = 0;
        for (int i = 0; i < EACH; i++) {
            bytes = Math.max(bytes, ask(http, ingest, path.apply(i), i < EACH / 2 ? warmUp : took));
        }
        return new Times(took, bytes);
    }

    /// @return the answer's length in bytes
    private int ask(HttpClient http, Service ingest, String path, Histogram took) {
        long begin = nanoTime.getAsLong();
        HttpResponse<byte[]> answer =
                Service.send(http, request(ingest, path).build(), BodyHandlers.ofByteArray());
        if (answer.statusCode() != 200) {
            throw ingest.process()
                    .failure("answered %d to %s".formatted(answer.statusCode(), path));
        }
        took.recordValue(TimeUnit.NANOSECONDS.toMicros(nanoTime.getAsLong() - begin));
        return answer.body().length;
    }

    private void signIn(HttpClient http, Service ingest) {
        var form =
                request(ingest, "/login")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("key=" + key, UTF_8))
                        .build();
        int status = Service.send(http, form, BodyHandlers.ofByteArray()).statusCode();
        if (status != 303) {
            throw ingest.process().failure("answered %d to signing in".formatted(status));
        }
    }

    private HttpRequest.Builder request(Service ingest, String path) {
        return HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:%d%s".formatted(ingest.httpPort(), path)))
                .header("Authorization", "Bearer " + key);
    }

    private static void row(Table answering, String database, String question, Histogram took) {
        answering.row(
                Cell.of(database), Cell.of(question), Millis.cell(took, 50), Millis.cell(took, 99));
    }
}
