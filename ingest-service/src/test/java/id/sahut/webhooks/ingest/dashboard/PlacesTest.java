package id.sahut.webhooks.ingest.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PlacesTest {

    @Test
    void nobodyIsLedToAnotherHost() {
        for (String wanted :
                new String[] {
                    "https://evil.example.com",
                    "//evil.example.com",
                    "/\\evil.example.com",
                    "/webhooks/../..//evil",
                    "/webhooks\r\nSet-Cookie: a=b",
                    "javascript:alert(1)",
                    "/webhooksevil",
                    ""
                }) {
            assertThat(Places.safe(Optional.of(wanted))).as(wanted).isEqualTo("/webhooks");
        }
        assertThat(Places.safe(Optional.of("/webhooks/wh_1"))).isEqualTo("/webhooks/wh_1");
    }

    @Test
    void aFormBelongsToThePageThatItIsOn() {
        assertThat(Places.pageOf("/webhooks/wh_1/delete")).isEqualTo("/webhooks/wh_1");
        assertThat(Places.pageOf("/webhooks/new")).isEqualTo("/webhooks/new");
        assertThat(Places.pageOf("/api-keys/key_1/revoke")).isEqualTo("/api-keys");
        assertThat(Places.pageOf("/webhooks/wh_1/deliveries?state=failed"))
                .isEqualTo("/webhooks/wh_1/deliveries?state=failed");
        assertThat(Places.pageOf("/deliveries/dlv_1/resend")).isEqualTo("/deliveries/dlv_1");
        assertThat(Places.pageOf("/logout")).isEqualTo("/webhooks");
    }

    @Test
    void probesAndTheApiAreNotThePages() {
        assertThat(Places.isOurs("/")).isTrue();
        assertThat(Places.isOurs("/webhooks/wh_1")).isTrue();
        assertThat(Places.isOurs("/metrics")).isFalse();
        assertThat(Places.isOurs("/v1/webhooks")).isFalse();
        assertThat(Places.isOurs("/docs")).isFalse();
    }
}
