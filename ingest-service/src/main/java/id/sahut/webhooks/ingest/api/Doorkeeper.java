package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.ingest.apikey.ApiKey;
import id.sahut.webhooks.ingest.apikey.ApiKeyView;
import id.sahut.webhooks.ingest.apikey.PlainKey;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Decides from the `Authorization` header who asks. Safe for any thread.
final class Doorkeeper {

    private static final String SCHEME = "Bearer ";

    /// No key of ours is longer; whatever is, need not be hashed.
    private static final int MAX_KEY = 256;

    private final ApiKeyView keys;
    private final BooleanSupplier registryIsCurrent;

    /// @param registryIsCurrent whether questions about webhooks can be answered
    Doorkeeper(ApiKeyView keys, BooleanSupplier registryIsCurrent) {
        this.keys = keys;
        this.registryIsCurrent = registryIsCurrent;
    }

    /// Whether somebody may come in.
    sealed interface Verdict {
        record Admitted(ApiKey key) implements Verdict {}

        record TurnedAway(Answer answer) implements Verdict {}
    }

    /// To whoever comes before the doors open.
    static Answer notReady() {
        return Answer.unavailable("The service is not ready yet, try again later");
    }

    Verdict judge(Optional<String> authorization) {
        if (!keys.isCurrent() || !registryIsCurrent.getAsBoolean()) {
            return new Verdict.TurnedAway(notReady());
        }
        return authorization
                .filter(it -> it.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(it -> it.substring(SCHEME.length()).strip())
                .filter(it -> it.startsWith(PlainKey.PREFIX) && it.length() <= MAX_KEY)
                .flatMap(it -> keys.recognise(new PlainKey(it)))
                .<Verdict>map(Verdict.Admitted::new)
                .orElseGet(() -> new Verdict.TurnedAway(Answer.unauthorized()));
    }
}
