package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.common.webhook.SecretBox;
import id.sahut.webhooks.common.webhook.TextBox;
import id.sahut.webhooks.ingest.apikey.ApiKey;
import id.sahut.webhooks.ingest.http.Cookie;
import id.sahut.webhooks.ingest.http.Visitor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.random.RandomGenerator;

/// Begins sessions and knows them again. Nothing of them is kept here, so any instance knows them
/// that has the encryption key. Safe for any thread when its [RandomGenerator] is.
final class Sessions {

    /// From signing in, however busy somebody is.
    static final Duration LIFE = Duration.ofHours(12);

    private static final String LABEL = "sahut dashboard session 1";
    private static final int TOKEN_BYTES = 16;

    private final TextBox box;
    private final InstantSource clock;
    private final RandomGenerator random;

    /// @param random a secure one: what protects forms comes from it
    Sessions(SecretBox secrets, InstantSource clock, RandomGenerator random) {
        this.box = secrets.boxFor(LABEL);
        this.clock = clock;
        this.random = random;
    }

    /// For whoever has shown this key.
    Cookie begin(ApiKey key, boolean secure) {
        var token = new byte[TOKEN_BYTES];
        random.nextBytes(token);
        var session =
                new Session(
                        key.id(),
                        key.workspaceId(),
                        clock.instant(),
                        Base64.getUrlEncoder().withoutPadding().encodeToString(token));
        return cookie(box.seal(session.text()), LIFE, secure);
    }

    /// Makes the browser forget it.
    Cookie end(boolean secure) {
        return cookie("", Duration.ZERO, secure);
    }

    /// Whether the browser has brought a session, be it good or not.
    boolean isBrought(Visitor visitor) {
        return visitor.cookie(name(visitor.isSecure())).isPresent();
    }

    /// The session that the browser has brought; empty when it is none of ours, or over.
    Optional<Session> of(Visitor visitor) {
        Instant now = clock.instant();
        return visitor.cookie(name(visitor.isSecure()))
                .flatMap(box::open)
                .flatMap(Session::read)
                .filter(it -> now.isBefore(it.begun().plus(LIFE)));
    }

    private static Cookie cookie(String value, Duration life, boolean secure) {
        return new Cookie(name(secure), value, "/", life, true, secure);
    }

    /// Where there is TLS, the browser lets nobody else set a cookie of such a name, such as a page
    /// on a neighbouring host.
    private static String name(boolean secure) {
        return secure ? "__Host-sahut_session" : "sahut_session";
    }
}
