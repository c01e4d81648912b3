package id.sahut.webhooks.ingest.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.id.ApiKeyId;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.common.webhook.SecretBox;
import id.sahut.webhooks.ingest.apikey.ApiKey;
import id.sahut.webhooks.ingest.apikey.Plan;
import id.sahut.webhooks.ingest.http.Cookie;
import id.sahut.webhooks.ingest.http.Visit;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class SessionsTest {

    private static final Random RANDOM = new Random(1);
    private static final String SERVERS_KEY = SecretBox.newKey(RANDOM);
    private static final ApiKey KEY =
            new ApiKey(
                    new ApiKeyId("key_1"),
                    new WorkspaceId("ws_1"),
                    "CRM Integration",
                    "0".repeat(64),
                    "sk_live_…abcd",
                    Plan.PRO,
                    false,
                    Instant.parse("2024-03-15T08:00:00Z"));

    private Instant now = Instant.parse("2024-03-15T08:30:00Z");
    private final Sessions sessions = sessions(SERVERS_KEY);

    @Test
    void aSessionIsKnownAgainAndSaysWhoseItIs() {
        Session session = sessions.of(with(sessions.begin(KEY, false))).orElseThrow();

        assertThat(session.key()).isEqualTo(KEY.id());
        assertThat(session.workspace()).isEqualTo(KEY.workspaceId());
        assertThat(session.begun()).isEqualTo(now);
        assertThat(session.made(session.token())).isTrue();
        assertThat(session.made("")).isFalse();
    }

    @Test
    void anyInstanceWithTheSameKeyKnowsItAndNoneWithAnother() {
        Cookie cookie = sessions.begin(KEY, false);

        assertThat(sessions(SERVERS_KEY).of(with(cookie))).isPresent();
        assertThat(sessions(SecretBox.newKey(RANDOM)).of(with(cookie))).isEmpty();
    }

    @Test
    void itEndsAfterTwelveHoursHoweverBusySomebodyIs() {
        Cookie cookie = sessions.begin(KEY, false);
        now = now.plus(Duration.ofHours(12).minusSeconds(1));
        assertThat(sessions.of(with(cookie))).isPresent();

        now = now.plusSeconds(1);

        assertThat(sessions.of(with(cookie))).isEmpty();
        assertThat(sessions.isBrought(with(cookie))).isTrue();
    }

    @Test
    void aForgedOneIsNone() {
        String good = sessions.begin(KEY, false).value();
        String forged = (good.charAt(20) == 'A' ? "B" : "A") + good.substring(1);

        assertThat(sessions.of(visit("sahut_session", forged))).isEmpty();
        assertThat(sessions.of(visit("sahut_session", "key_1 ws_1 1710491400 token"))).isEmpty();
        assertThat(sessions.of(Visit.of("GET", "/webhooks"))).isEmpty();
    }

    @Test
    void eachHasATokenOfItsOwn() {
        assertThat(token(sessions.begin(KEY, false)))
                .isNotEqualTo(token(sessions.begin(KEY, false)));
    }

    @Test
    void behindTlsTheCookieIsForTlsAndThisHostAlone() {
        Cookie cookie = sessions.begin(KEY, true);

        assertThat(cookie.name()).isEqualTo("__Host-sahut_session");
        assertThat(cookie.secure()).isTrue();
        assertThat(cookie.strict()).isTrue();
        assertThat(cookie.path()).isEqualTo("/");
        assertThat(sessions.of(with(cookie).byTls())).isPresent();
        assertThat(sessions.of(with(cookie))).isEmpty();
        assertThat(sessions.of(with(sessions.begin(KEY, false)).byTls())).isEmpty();
    }

    private String token(Cookie cookie) {
        return sessions.of(with(cookie)).orElseThrow().token();
    }

    private Sessions sessions(String key) {
        return new Sessions(SecretBox.of(key, RANDOM), () -> now, RANDOM);
    }

    private static Visit with(Cookie cookie) {
        return visit(cookie.name(), cookie.value());
    }

    private static Visit visit(String cookie, String value) {
        return Visit.of("GET", "/webhooks").withCookie(cookie, value);
    }
}
