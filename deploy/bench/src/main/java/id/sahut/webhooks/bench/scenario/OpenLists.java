package id.sahut.webhooks.bench.scenario;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.bench.stage.Service;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Browsers that have a webhook's live list open: each asks for it anew as soon as it is answered,
/// as the page does. Safe for any thread.
final class OpenLists implements AutoCloseable {

    private static final Pattern NEXT =
            Pattern.compile("hx-get=\"(/webhooks/[^\"]+/live\\?[^\"]*)");

    private final Service ingest;
    private final HttpClient http;
    private final List<Thread> browsers = new ArrayList<>();
    private final AtomicLong answers = new AtomicLong();
    private volatile boolean closed;

    private OpenLists(Service ingest, HttpClient http) {
        this.ingest = ingest;
        this.http = http;
    }

    /// @param webhook its id
    static OpenLists open(Service ingest, String key, String webhook, int count) {
        var http =
                HttpClient.newBuilder()
                        .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
                        .build();
        var lists = new OpenLists(ingest, http);
        lists.send(
                lists.request("/login")
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(BodyPublishers.ofString("key=" + key, UTF_8))
                        .build());
        for (int i = 0; i < count; i++) {
            lists.browsers.add(
                    Thread.ofVirtual()
                            .name("list-" + i)
                            .start(() ->
                                    lists.watch("/webhooks/%s/deliveries".formatted(webhook))));
        }
        return lists;
    }

    /// How often a list has been told anew.
    long answers() {
        return answers.get();
    }

    @Override
    public void close() {
        closed = true;
        browsers.forEach(Thread::interrupt);
        http.shutdownNow();
    }

    private void watch(String place) {
        try {
            String next = place;
            while (!closed) {
                HttpResponse<String> answer = send(request(next).build());
                Matcher live = NEXT.matcher(answer.body());
                if (answer.statusCode() != 200 || !live.find()) {
                    throw ingest.process()
                            .failure("answered %d to %s".formatted(answer.statusCode(), next));
                }
                next = live.group(1).replace("&amp;", "&");
                answers.incrementAndGet();
            }
        } catch (UncheckedIOException | IllegalStateException e) {
            if (!closed) {
                throw e;
            }
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:%d%s".formatted(ingest.httpPort(), path)));
    }

    private HttpResponse<String> send(HttpRequest request) {
        return Service.send(http, request, BodyHandlers.ofString());
    }
}
