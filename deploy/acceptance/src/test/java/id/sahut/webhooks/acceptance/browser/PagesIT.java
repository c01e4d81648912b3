package id.sahut.webhooks.acceptance.browser;

import id.sahut.webhooks.acceptance.sandbox.Stage;
import id.sahut.webhooks.acceptance.sandbox.UpSandbox;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Whether the dashboard's pages are fit for everybody: whoever uses a screen reader, a keyboard, a
/// telephone, a dark room, another language; and whoever reads what somebody hostile has written.
final class PagesIT {

    @BeforeAll
    static void requireChromium() {
        Chromium.require();
    }

    /// One after the other on the same system, which takes longer to start than to be walked.
    @Test
    void everyPageIsFitForEverybody() {
        try (var up = UpSandbox.start("pages", "--retry-delays", GuideWalk.RETRY_DELAYS);
                var chromium = Chromium.start()) {
            var scene = Scene.make(up.stage());
            try (var tab = chromium.open(up.stage().api().origin(), Scripts.ON)) {
                new KeyboardWalk(tab, scene).walk();
                tab.assertNothingToComplainOf();
            }
            tour(chromium, up.stage(), scene, "id", true);
            tour(chromium, up.stage(), scene, "en", Boolean.getBoolean("sahut.acceptance.long"));
        }
    }

    private static void tour(
            Chromium chromium, Stage stage, Scene scene, String language, boolean isThorough) {
        try (var tab = chromium.open(stage.api().origin(), Scripts.ON)) {
            new Tour(tab, scene, language, isThorough).walk();
            tab.assertNothingToComplainOf();
        }
    }
}
