package id.sahut.webhooks.acceptance.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;

/// What became of a webhook's deliveries, by the words that are on the pages. Confined to the
/// test's thread.
final class HistoryPages {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Tab tab;
    private final Page page;
    private final String place;

    /// @param webhook its id
    HistoryPages(Tab tab, String webhook) {
        this.tab = tab;
        this.page = tab.page();
        this.place = "/webhooks/%s/deliveries".formatted(webhook);
    }

    /// From the webhook's page.
    void show() {
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Riwayat Pengiriman"))
                .click();
        heading();
    }

    /// By itself, in the list that is open.
    void assertAppears(String eventId) {
        assertThat(row(eventId).filter(new Locator.FilterOptions().setHasText("Terkirim")))
                .isVisible();
    }

    void pauseAndResume() {
        Locator live = page.locator("#live");
        live.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Jeda")).click();
        assertThat(live).containsText("Dijeda");
        live.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Lanjutkan"))
                .click();
        assertThat(live).containsText("Langsung");
    }

    /// Looks again and again until the event's row says all this.
    void awaitRow(String eventId, String... words) {
        await("%s: %s".formatted(eventId, String.join(", ", words)))
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(200))
                .atMost(SOON)
                .until(() -> {
                    var _ = page.navigate(place);
                    Locator row = row(eventId);
                    for (String word : words) {
                        row = row.filter(new Locator.FilterOptions().setHasText(word));
                    }
                    return row.count() == 1;
                });
    }

    /// In its place where there are scripts, else on its page.
    Locator open(String eventId) {
        row(eventId).locator("a.opens").click();
        Locator details = page.locator(".details");
        assertThat(details).isVisible();
        assertThat(page.locator("tr.opened")).hasCount(tab.hasScripts() ? 1 : 0);
        if (tab.hasScripts()) {
            assertThat(page.locator("#live")).containsText("Dijeda"); // what is open stays
        }
        return details;
    }

    /// What is open.
    void resend() {
        Locator details = page.locator(".details");
        details.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Kirim Ulang"))
                .click();
        assertThat(details.getByRole(AriaRole.STATUS)).containsText("Sedang dikirim ulang");
        assertThat(page.locator("tr.opened")).hasCount(tab.hasScripts() ? 1 : 0);
    }

    private Locator row(String eventId) {
        return page.locator("tr.delivery").filter(new Locator.FilterOptions().setHasText(eventId));
    }

    private void heading() {
        assertThat(
                        page.getByRole(
                                AriaRole.HEADING,
                                new Page.GetByRoleOptions().setName("Riwayat Pengiriman")))
                .isVisible();
    }
}
