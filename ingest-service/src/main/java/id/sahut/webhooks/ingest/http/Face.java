package id.sahut.webhooks.ingest.http;

/// One way to speak with programs or people: what is answered at which paths. Safe for any thread.
public interface Face {

    /// Below this path, every request is logged as one; elsewhere there are probes and scrapes,
    /// many and alike.
    String root();

    /// Whether a part of a path is an id of ours: nothing else that somebody put there is logged.
    boolean isId(String text);

    /// Puts its routes on the server, which is only being put together.
    void addTo(Router router);
}
