package id.sahut.webhooks.ingest.api;

import io.javalin.config.JavalinConfig;
import io.javalin.http.Handler;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/// The API's description for programs, `GET /v1/openapi.yaml`, and for people, `GET /docs`. Neither
/// needs a key, nor Kafka. Stateless.
///
/// All that the page loads comes from here: no third party learns who reads it.
final class DescriptionRoutes {

    /// What the page may do: run our scripts, ask our API. The styles' icons are `data:` URLs.
    private static final String PAGE_POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    /// The page's files change with a release only, and one of them has more than a megabyte.
    private static final String AN_HOUR = "public, max-age=3600";

    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";
    private static final String CSS = "text/css; charset=utf-8";

    private static final List<Document> DOCUMENTS =
            List.of(
                    new Document(
                            ApiServer.VERSION + "/openapi.yaml",
                            "openapi.yaml",
                            "application/yaml",
                            Map.of()),
                    new Document(
                            "/docs",
                            "docs/index.html",
                            "text/html; charset=utf-8",
                            Map.of("Content-Security-Policy", PAGE_POLICY)),
                    partOfPage("docs.js", JAVASCRIPT),
                    partOfPage("docs.css", CSS),
                    partOfPage("swagger-ui-bundle.js", JAVASCRIPT),
                    partOfPage("swagger-ui.css", CSS),
                    partOfPage("favicon-32x32.png", "image/png"));

    /// What is answered at a path. Immutable.
    ///
    /// @param resource beside this class
    private record Document(
            String path, String resource, String contentType, Map<String, String> headers) {}

    private DescriptionRoutes() {}

    /// Adds the routes to a server that is being configured, also for `HEAD`.
    static void addTo(JavalinConfig server) {
        for (Document document : DOCUMENTS) {
            Handler handler = serve(document);
            server.routes.get(document.path, handler);
            server.routes.head(document.path, handler);
        }
    }

    private static Handler serve(Document document) {
        byte[] content = read(document.resource);
        return context -> {
            document.headers.forEach((name, value) -> context.header(name, value));
            context.contentType(document.contentType).result(content);
        };
    }

    private static Document partOfPage(String file, String contentType) {
        return new Document(
                "/docs/" + file, "docs/" + file, contentType, Map.of("Cache-Control", AN_HOUR));
    }

    private static byte[] read(String resource) {
        try (var in = DescriptionRoutes.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing in this build");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
