package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.ingest.http.Asset;
import id.sahut.webhooks.ingest.http.Router;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/// What pages load, all of it from here. Immutable.
record Assets(Asset style, Asset script, Asset htmx, Asset icon) {

    private static final String CSS = "text/css; charset=utf-8";
    private static final String JAVASCRIPT = "text/javascript; charset=utf-8";

    static Assets load() {
        return new Assets(
                asset("dashboard.css", CSS),
                asset("dashboard.js", JAVASCRIPT),
                asset("htmx.min.js", JAVASCRIPT),
                asset("icon.svg", "image/svg+xml"));
    }

    void addTo(Router router) {
        List.of(style, script, htmx, icon).forEach(it -> router.document(it.document()));
    }

    private static Asset asset(String file, String contentType) {
        return Asset.of(Places.ASSETS + "/" + file, contentType, read("assets/" + file));
    }

    /// @param resource beside this class
    static byte[] read(String resource) {
        try (var in = Assets.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource + " is missing in this build");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
