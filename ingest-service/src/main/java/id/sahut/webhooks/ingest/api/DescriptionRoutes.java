package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.ingest.http.Document;
import id.sahut.webhooks.ingest.http.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
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

    private DescriptionRoutes() {}

    static void addTo(Router router) {
        router.document(
                document(
                        JsonApi.VERSION + "/openapi.yaml",
                        "openapi.yaml",
                        "application/yaml",
                        Map.of()));
        router.document(
                document(
                        "/docs",
                        "docs/index.html",
                        "text/html; charset=utf-8",
                        Map.of("Content-Security-Policy", PAGE_POLICY)));
        router.document(partOfPage("docs.js", JAVASCRIPT));
        router.document(partOfPage("docs.css", CSS));
        router.document(partOfPage("swagger-ui-bundle.js", JAVASCRIPT));
        router.document(partOfPage("swagger-ui.css", CSS));
        router.document(partOfPage("favicon-32x32.png", "image/png"));
    }

    private static Document partOfPage(String file, String contentType) {
        return document(
                "/docs/" + file, "docs/" + file, contentType, Map.of("Cache-Control", AN_HOUR));
    }

    /// @param resource beside this class
    private static Document document(
            String path, String resource, String contentType, Map<String, String> headers) {
        return new Document(path, contentType, headers, read(resource));
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
