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

final class ShownOnceTest {

    private static final Random RANDOM = new Random(1);
    private static final String PAGE = "/webhooks/wh_1/secret";

    private Instant now = Instant.parse("2024-03-15T08:30:00Z");
    private final ShownOnce once =
            new ShownOnce(SecretBox.of(SecretBox.newKey(RANDOM), RANDOM), () -> now);
    private final Cookie cookie = once.carry("whsec_abc def=", PAGE, who("mine", PAGE));

    @Test
    void thePageThatItIsForShowsItAndForgetsIt() {
        SignedIn who = bringing("mine", PAGE);

        assertThat(once.take(who)).contains("whsec_abc def=");
        assertThat(once.forget(who).maxAge()).isZero();
        assertThat(once.forget(who).path()).isEqualTo(PAGE);
        assertThat(once.take(who("mine", PAGE))).isEmpty();
    }

    @Test
    void noOtherPageAndNoOtherSessionShowsIt() {
        assertThat(cookie.value()).doesNotContain("whsec");
        assertThat(once.take(bringing("mine", "/webhooks/wh_2/secret"))).isEmpty();
        assertThat(once.take(bringing("another's", PAGE))).isEmpty();
    }

    @Test
    void afterFiveMinutesItIsGone() {
        now = now.plus(Duration.ofMinutes(5));

        assertThat(once.take(bringing("mine", PAGE))).isEmpty();
    }

    private SignedIn bringing(String token, String path) {
        return who(token, Visit.of("GET", path).withCookie(cookie.name(), cookie.value()));
    }

    private SignedIn who(String token, String path) {
        return who(token, Visit.of("GET", path));
    }

    private SignedIn who(String token, Visit visit) {
        var key = new ApiKeyId("key_1");
        var workspace = new WorkspaceId("ws_1");
        return new SignedIn(
                new ApiKey(key, workspace, "a", "0".repeat(64), "…", Plan.PRO, false, now),
                new Session(key, workspace, now, token),
                visit);
    }
}
