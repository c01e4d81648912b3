package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.ingest.apikey.ApiKey;
import id.sahut.webhooks.ingest.apikey.ApiKeyView;
import id.sahut.webhooks.ingest.apikey.KeyUses;
import id.sahut.webhooks.ingest.apikey.PlainKey;
import id.sahut.webhooks.ingest.limit.Allowance;
import id.sahut.webhooks.ingest.limit.KeyLimits;
import id.sahut.webhooks.ingest.limit.Origin;
import id.sahut.webhooks.ingest.limit.WrongKeyLimits;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/// Decides from the `Authorization` header who asks, and whether they may ask that often. Safe for
/// any thread.
final class Doorkeeper {

    private static final String SCHEME = "Bearer ";

    /// No key of ours is longer; whatever is, need not be hashed.
    private static final int MAX_KEY = 256;

    private final ApiKeyView keys;
    private final KeyUses uses;
    private final KeyLimits keyLimits;
    private final WrongKeyLimits wrongKeyLimits;
    private final BooleanSupplier registryIsCurrent;
    private final ApiMeters meters;

    /// @param registryIsCurrent whether questions about webhooks can be answered
    Doorkeeper(
            ApiKeyView keys,
            KeyUses uses,
            KeyLimits keyLimits,
            WrongKeyLimits wrongKeyLimits,
            BooleanSupplier registryIsCurrent,
            ApiMeters meters) {
        this.keys = keys;
        this.uses = uses;
        this.keyLimits = keyLimits;
        this.wrongKeyLimits = wrongKeyLimits;
        this.registryIsCurrent = registryIsCurrent;
        this.meters = meters;
    }

    /// Whether somebody may come in.
    sealed interface Verdict {
        record Admitted(ApiKey key, Allowance.Granted allowance) implements Verdict {}

        /// Somebody we know, who asks too often.
        record TooOften(ApiKey key, Allowance.Exhausted allowance) implements Verdict {}

        record TurnedAway(Answer answer) implements Verdict {}
    }

    /// To whoever comes before the doors open.
    static Answer notReady() {
        return Answer.unavailable("The service is not ready yet, try again later");
    }

    /// To everybody while keys may have been revoked that we take for good.
    private static Answer keysNotKnown() {
        return Answer.unavailable("API keys can't be checked just now, try again later");
    }

    /// @param origin where the request comes from; asked only about wrong keys
    Verdict judge(Optional<String> authorization, Supplier<Origin> origin) {
        if (!registryIsCurrent.getAsBoolean()) {
            return new Verdict.TurnedAway(notReady());
        }
        if (!keys.isReliable()) {
            return new Verdict.TurnedAway(keysNotKnown());
        }
        if (authorization.isEmpty()) {
            return new Verdict.TurnedAway(Answer.unauthorized()); // nobody guesses like that
        }
        return authorization
                .filter(it -> it.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(it -> it.substring(SCHEME.length()).strip())
                .filter(it -> it.startsWith(PlainKey.PREFIX) && it.length() <= MAX_KEY)
                .flatMap(it -> keys.recognise(new PlainKey(it)))
                .map(this::known)
                .orElseGet(() -> unknown(origin.get()));
    }

    private Verdict known(ApiKey key) {
        uses.note(key);
        return switch (keyLimits.take(key)) {
            case Allowance.Granted granted -> new Verdict.Admitted(key, granted);
            case Allowance.Exhausted exhausted -> {
                meters.limitedKey();
                yield new Verdict.TooOften(key, exhausted);
            }
        };
    }

    private Verdict unknown(Origin origin) {
        meters.rejectedKey();
        return switch (wrongKeyLimits.take(origin)) {
            case Allowance.Granted _ -> new Verdict.TurnedAway(Answer.unauthorized());
            case Allowance.Exhausted exhausted -> {
                meters.limitedOrigin();
                yield new Verdict.TurnedAway(
                        Answer.rateLimited(
                                "Too many wrong API keys from this address", exhausted.until()));
            }
        };
    }
}
