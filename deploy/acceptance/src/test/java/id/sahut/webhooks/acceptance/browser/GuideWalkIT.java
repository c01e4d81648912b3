package id.sahut.webhooks.acceptance.browser;

import id.sahut.webhooks.acceptance.sandbox.UpSandbox;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The public guide's steps as a customer takes them on the dashboard, and what comes after: an
/// endpoint that fails, a delivery that is sent again, new secrets, a key that is revoked.
final class GuideWalkIT {

    @BeforeAll
    static void requireChromium() {
        Chromium.require();
    }

    /// One after the other on the same system, which takes longer to start than to be walked.
    @Test
    void theGuideIsWalkedInABrowserThenWithoutJavaScript() {
        try (var up = UpSandbox.start("browser", "--retry-delays", GuideWalk.RETRY_DELAYS);
                var chromium = Chromium.start()) {
            for (Scripts scripts : Scripts.values()) {
                try (var tab = chromium.open(up.stage().api().origin(), scripts)) {
                    new GuideWalk(up.stage(), tab).walk();
                    tab.assertNothingToComplainOf();
                }
            }
        }
    }
}
