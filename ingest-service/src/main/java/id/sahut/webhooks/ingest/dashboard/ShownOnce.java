package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.common.webhook.SecretBox;
import id.sahut.webhooks.common.webhook.TextBox;
import id.sahut.webhooks.ingest.http.Cookie;
import id.sahut.webhooks.ingest.http.Visitor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Carries what is shown once, a secret or a key, from the form that made it to the page that shows
/// it: sealed, in a cookie of that page alone, which forgets it as it shows it. So that page can be
/// reloaded without making another one. Safe for any thread.
final class ShownOnce {

    private static final String LABEL = "sahut dashboard shown once 1";
    private static final String COOKIE = "sahut_once";
    private static final Duration LIFE = Duration.ofMinutes(5);

    private final TextBox box;
    private final InstantSource clock;

    ShownOnce(SecretBox secrets, InstantSource clock) {
        this.box = secrets.boxFor(LABEL);
        this.clock = clock;
    }

    /// @param path of the page that shows it
    Cookie carry(String text, String path, SignedIn who) {
        String until = Long.toString(clock.instant().plus(LIFE).getEpochSecond());
        String sealed = box.seal(String.join(" ", who.session().token(), path, until, text));
        return new Cookie(COOKIE, sealed, path, LIFE, true, who.visitor().isSecure());
    }

    /// What this page is to show; empty when it has been shown.
    Optional<String> take(SignedIn who) {
        Visitor visitor = who.visitor();
        return visitor.cookie(COOKIE)
                .flatMap(box::open)
                .map(it -> it.split(" ", 4))
                .filter(it -> it.length == 4 && who.session().made(it[0]))
                .filter(it -> it[1].equals(visitor.path()))
                .filter(it ->
                        clock.instant().isBefore(Instant.ofEpochSecond(Long.parseLong(it[2]))))
                .map(it -> it[3]);
    }

    Cookie forget(SignedIn who) {
        return new Cookie(
                COOKIE, "", who.visitor().path(), Duration.ZERO, true, who.visitor().isSecure());
    }
}
