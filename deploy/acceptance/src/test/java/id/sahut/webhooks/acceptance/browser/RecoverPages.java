package id.sahut.webhooks.acceptance.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;

/// Sending many of a webhook's deliveries again, by the words that are on the page. Confined to the
/// test's thread.
final class RecoverPages {

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Tab tab;
    private final Page page;
    private final String place;

    /// @param webhook its id
    RecoverPages(Tab tab, String webhook) {
        this.tab = tab;
        this.page = tab.page();
        this.place = "/webhooks/%s/recoveries".formatted(webhook);
    }

    /// From the history.
    void show() {
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("Pulihkan")).click();
        assertThat(
                        page.getByRole(
                                AriaRole.HEADING, new Page.GetByRoleOptions().setName("Pulihkan")))
                .isVisible();
    }

    /// Counts by itself where there are scripts.
    void choose(String event, String... states) {
        for (String state : states) {
            page.getByRole(AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName(state)).check();
        }
        page.getByLabel("Event", new Page.GetByLabelOptions().setExact(true)).selectOption(event);
        if (!tab.hasScripts()) {
            page.getByRole(AriaRole.BUTTON, new Page.GetByRoleOptions().setName("Hitung")).click();
        }
    }

    void assertCount(String words) {
        assertThat(page.locator("#wanted").getByRole(AriaRole.STATUS)).hasText(words);
    }

    void begin() {
        page.locator("#wanted").getByRole(AriaRole.BUTTON).click();
        assertThat(page.getByText("Pemulihan dimulai.")).isVisible();
    }

    /// Where there are scripts, without being asked; and then the page asks no more.
    void awaitDone(String event) {
        Locator done =
                page.locator("article.recovery")
                        .filter(new Locator.FilterOptions().setHasText(event))
                        .filter(new Locator.FilterOptions().setHasText("Selesai"));
        if (tab.hasScripts()) {
            assertThat(done).isVisible();
            // Who left while the page still asked would break off its last request.
            assertThat(page.getByText("Pemulihan lain masih berjalan")).hasCount(0);
            assertThat(page.locator("#recoveries[hx-trigger]")).hasCount(0);
            return;
        }
        await("the recovery is done")
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(500))
                .atMost(SOON)
                .until(() -> {
                    var _ = page.navigate(place);
                    return done.count() == 1;
                });
    }
}
