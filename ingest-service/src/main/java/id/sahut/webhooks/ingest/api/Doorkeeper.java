package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.ingest.apikey.ApiKey;
import id.sahut.webhooks.ingest.apikey.KeyRing;
import id.sahut.webhooks.ingest.apikey.PlainKey;
import id.sahut.webhooks.ingest.http.Answer;
import id.sahut.webhooks.ingest.http.Gate;
import id.sahut.webhooks.ingest.http.Origin;
import id.sahut.webhooks.ingest.http.Visitor;
import id.sahut.webhooks.ingest.limit.Allowance;
import id.sahut.webhooks.ingest.limit.KeyLimits;
import id.sahut.webhooks.ingest.limit.WrongKeyLimits;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Decides from the `Authorization` header who asks, and whether they may ask that often. Safe for
/// any thread.
final class Doorkeeper implements Gate<KeyHolder> {

    private static final String SCHEME = "Bearer ";

    /// No key of ours is longer; whatever is, need not be hashed.
    private static final int MAX_KEY = 256;

    private final KeyRing keys;
    private final KeyLimits keyLimits;
    private final WrongKeyLimits wrongKeyLimits;
    private final BooleanSupplier registryIsCurrent;
    private final ApiMeters meters;

    /// @param registryIsCurrent whether questions about webhooks can be answered
    Doorkeeper(
            KeyRing keys,
            KeyLimits keyLimits,
            WrongKeyLimits wrongKeyLimits,
            BooleanSupplier registryIsCurrent,
            ApiMeters meters) {
        this.keys = keys;
        this.keyLimits = keyLimits;
        this.wrongKeyLimits = wrongKeyLimits;
        this.registryIsCurrent = registryIsCurrent;
        this.meters = meters;
    }

    /// To whoever comes before the doors open.
    static Answer notReady() {
        return Answer.unavailable("The service is not ready yet, try again later");
    }

    /// To everybody while keys may have been revoked that we take for good.
    private static Answer keysNotKnown() {
        return Answer.unavailable("API keys can't be checked just now, try again later");
    }

    @Override
    public Verdict<KeyHolder> judge(Visitor visitor) {
        if (!registryIsCurrent.getAsBoolean()) {
            return turnedAway(notReady());
        }
        if (!keys.isReliable()) {
            return turnedAway(keysNotKnown());
        }
        Optional<String> authorization = visitor.header("Authorization");
        if (authorization.isEmpty()) {
            return turnedAway(Answer.unauthorized()); // nobody guesses like that
        }
        return authorization
                .filter(it -> it.regionMatches(true, 0, SCHEME, 0, SCHEME.length()))
                .map(it -> it.substring(SCHEME.length()).strip())
                .filter(it -> it.startsWith(PlainKey.PREFIX) && it.length() <= MAX_KEY)
                .flatMap(it -> keys.recognise(new PlainKey(it)))
                .map(this::known)
                .orElseGet(() -> unknown(visitor.origin()));
    }

    private Verdict<KeyHolder> known(ApiKey key) {
        keys.note(key);
        var holder = new KeyHolder(key);
        return switch (keyLimits.take(key)) {
            case Allowance.Granted(int perMinute, long remaining) ->
                    new Verdict.Admitted<>(holder, told(perMinute, remaining));
            case Allowance.Exhausted(int perMinute, Duration until) -> {
                meters.limitedKey();
                var answer =
                        Answer.rateLimited(
                                "This key may make %d requests a minute".formatted(perMinute),
                                until);
                for (var header : told(perMinute, 0).entrySet()) {
                    answer = answer.with(header.getKey(), header.getValue());
                }
                yield new Verdict.TurnedAway<>(answer, Optional.of(holder));
            }
        };
    }

    private Verdict<KeyHolder> unknown(Origin origin) {
        meters.rejectedKey();
        return switch (wrongKeyLimits.take(origin)) {
            case Allowance.Granted _ -> turnedAway(Answer.unauthorized());
            case Allowance.Exhausted exhausted -> {
                meters.limitedOrigin();
                yield turnedAway(
                        Answer.rateLimited(
                                "Too many wrong API keys from this address", exhausted.until()));
            }
        };
    }

    private static Verdict<KeyHolder> turnedAway(Answer answer) {
        return new Verdict.TurnedAway<>(answer, Optional.empty());
    }

    private static Map<String, String> told(int perMinute, long remaining) {
        return Map.of(
                "RateLimit-Limit", Integer.toString(perMinute),
                "RateLimit-Remaining", Long.toString(remaining));
    }
}
