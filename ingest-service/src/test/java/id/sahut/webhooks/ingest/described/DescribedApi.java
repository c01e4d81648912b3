package id.sahut.webhooks.ingest.described;

import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/// A client that fails whenever the API answers something that `openapi.yaml` does not describe:
/// its status, content type, headers or body. What is not below `/v1` is not looked at. Safe for
/// any thread.
///
/// Bodies are held to their schemas when they are asked for as text.
public final class DescribedApi extends HttpClient {

    private final HttpClient http;
    private final AnswerCheck check = new AnswerCheck(Description.load());

    private DescribedApi(HttpClient http) {
        this.http = http;
    }

    /// @param http sends the requests, and is closed with this
    public static HttpClient around(HttpClient http) {
        return new DescribedApi(http);
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler)
            throws IOException, InterruptedException {
        return checked(request, http.send(request, handler));
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        return http.sendAsync(request, handler).thenApply(it -> checked(request, it));
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
            HttpRequest request,
            HttpResponse.BodyHandler<T> handler,
            HttpResponse.PushPromiseHandler<T> pushes) {
        return http.sendAsync(request, handler, pushes).thenApply(it -> checked(request, it));
    }

    private <T> HttpResponse<T> checked(HttpRequest request, HttpResponse<T> answer) {
        String path = request.uri().getRawPath();
        if (!path.startsWith(Description.BASE + "/")) {
            return answer;
        }
        boolean hasBody = !request.method().equals("HEAD");
        var body =
                hasBody && answer.body() instanceof String text
                        ? Optional.of(text)
                        : Optional.<String>empty();
        List<String> objections =
                check.objections(
                        request.method(),
                        path,
                        new AnswerCheck.Received(answer.statusCode(), answer.headers(), body));
        if (!objections.isEmpty()) {
            throw new AssertionError(
                    "not as described: %s %s, answered %d %s: %s"
                            .formatted(
                                    request.method(),
                                    path,
                                    answer.statusCode(),
                                    body.orElse("(no body)"),
                                    objections));
        }
        return answer;
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
        return http.cookieHandler();
    }

    @Override
    public Optional<Duration> connectTimeout() {
        return http.connectTimeout();
    }

    @Override
    public Redirect followRedirects() {
        return http.followRedirects();
    }

    @Override
    public Optional<ProxySelector> proxy() {
        return http.proxy();
    }

    @Override
    public SSLContext sslContext() {
        return http.sslContext();
    }

    @Override
    public SSLParameters sslParameters() {
        return http.sslParameters();
    }

    @Override
    public Optional<Authenticator> authenticator() {
        return http.authenticator();
    }

    @Override
    public Version version() {
        return http.version();
    }

    @Override
    public Optional<Executor> executor() {
        return http.executor();
    }

    @Override
    public void close() {
        http.close();
    }
}
