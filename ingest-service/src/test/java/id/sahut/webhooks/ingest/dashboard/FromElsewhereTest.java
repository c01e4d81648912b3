package id.sahut.webhooks.ingest.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.ingest.http.Visit;
import org.junit.jupiter.api.Test;

final class FromElsewhereTest {

    private static final Visit FORM =
            Visit.of("POST", "/login").withHeader("Host", "sahut.example.com");

    @Test
    void whatABrowserSaysOfTheSiteCounts() {
        assertThat(FromElsewhere.is(FORM.withHeader("Sec-Fetch-Site", "same-origin"))).isFalse();
        assertThat(FromElsewhere.is(FORM.withHeader("Sec-Fetch-Site", "none"))).isFalse();
        assertThat(FromElsewhere.is(FORM.withHeader("Sec-Fetch-Site", "same-site"))).isTrue();
        assertThat(FromElsewhere.is(FORM.withHeader("Sec-Fetch-Site", "cross-site"))).isTrue();
    }

    @Test
    void elseItIsTheOrigin() {
        assertThat(FromElsewhere.is(FORM.withHeader("Origin", "https://sahut.example.com")))
                .isFalse();
        assertThat(FromElsewhere.is(FORM.withHeader("Origin", "https://evil.example.com")))
                .isTrue();
        assertThat(FromElsewhere.is(FORM.withHeader("Origin", "null"))).isTrue();
    }

    @Test
    void whatIsNoBrowserSaysNothing() {
        assertThat(FromElsewhere.is(FORM)).isFalse();
    }
}
