package id.sahut.webhooks.ingest.http;

import java.util.Optional;

/// One way to speak with programs or people: what is answered at which paths. Safe for any thread.
public interface Face {

    /// Whether it answers at this path, if anybody does. Every request there is logged as one;
    /// elsewhere there are probes and scrapes, many and alike.
    boolean answersAt(String path);

    /// Whether a part of a path is an id of ours: nothing else that somebody put there is logged.
    boolean isId(String text);

    /// How it says itself what the server refuses: that there is nothing, that something went
    /// wrong. Empty when it is to be said as `refusal` does.
    ///
    /// A face is asked for its own paths, and then every one for those that are nobody's.
    default Optional<Answer> inItsWords(Answer refusal, Visitor visitor) {
        return Optional.empty();
    }

    /// Puts its routes on the server, which is only being put together.
    void addTo(Router router);
}
