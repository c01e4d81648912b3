package id.sahut.webhooks.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Somebody who reads pages and sends their forms as a browser without scripts does: cookies are
/// kept and redirects followed. Confined to the test's thread.
final class Reader implements AutoCloseable {

    private static final Pattern TOKEN = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

    private final HttpClient http;
    private final int port;
    private String token = "";

    Reader(int port) {
        this.port = port;
        this.http =
                HttpClient.newBuilder()
                        .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
                        .followRedirects(HttpClient.Redirect.NORMAL)
                        .build();
    }

    static Reader signedIn(int port, String key) {
        var reader = new Reader(port);
        reader.send("/login", Map.of("key", key));
        return reader;
    }

    HttpResponse<String> read(String path) {
        return answer(request(path));
    }

    /// A form of the page that was read last.
    HttpResponse<String> send(String path, Map<String, String> fields) {
        return answer(form(path, fields, token));
    }

    HttpRequest.Builder form(String path, Map<String, String> fields, String csrf) {
        String body =
                fields.entrySet().stream()
                        .map(it -> it.getKey() + "=" + URLEncoder.encode(it.getValue(), UTF_8))
                        .collect(Collectors.joining("&", "csrf=" + csrf + "&", ""));
        return request(path)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(body));
    }

    String token() {
        return token;
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(port, path)))
                .header("Accept", "text/html,application/xhtml+xml")
                .header("Accept-Language", "en");
    }

    HttpResponse<String> answer(HttpRequest.Builder request) {
        try {
            var answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            Matcher found = TOKEN.matcher(answer.body());
            if (found.find()) {
                token = found.group(1);
            }
            return answer;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("no answer", e);
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
