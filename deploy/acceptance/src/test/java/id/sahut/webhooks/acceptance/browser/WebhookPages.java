package id.sahut.webhooks.acceptance.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import id.sahut.webhooks.acceptance.sandbox.Confidential;
import java.util.List;
import java.util.regex.Pattern;

/// Signing in, webhooks, their secrets and API keys, by the words that are on the pages. Confined
/// to the test's thread.
final class WebhookPages {

    private static final String SAVED = "Sudah saya simpan";

    private final Tab tab;
    private final Page page;

    WebhookPages(Tab tab) {
        this.tab = tab;
        this.page = tab.page();
    }

    void signIn(String key) {
        var _ = page.navigate("/");
        tab.picture("login");
        page.getByLabel("API key").fill(key);
        button("Masuk").click();
        heading("Webhooks");
    }

    void assertSignedOut() {
        heading("Masuk");
        var _ = page.navigate("/webhooks");
        heading("Masuk");
    }

    void list() {
        link("Webhooks").click();
        heading("Webhooks");
    }

    /// From the list to the page that shows the secret.
    void add(String url, List<String> events, String description) {
        link("Tambah Webhook").click();
        page.getByLabel("Endpoint URL").fill(url);
        for (String event : events) {
            page.getByRole(AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName(event)).check();
        }
        page.getByLabel("Deskripsi").fill(description);
        tab.picture("new-webhook");
        button("Simpan").click();
        heading("Simpan secret ini sekarang");
    }

    /// As people copy it: with the button where there are scripts, else by hand.
    String copySecret() {
        tab.picture("secret");
        Locator shown = page.locator(".reveal");
        Locator copy = shown.getByRole(AriaRole.BUTTON);
        String secret;
        if (tab.hasScripts()) {
            copy.click();
            assertThat(copy).hasText("Tersalin");
            secret = (String) page.evaluate("navigator.clipboard.readText()");
        } else {
            assertThat(copy).isHidden();
            secret = shown.locator("code").innerText();
        }
        Confidential.add(secret);
        return secret;
    }

    /// From the secret's page, which does not show it again, to the webhook's.
    ///
    /// @return its id
    String keepSecret() {
        link(SAVED).click();
        assertThat(page).hasURL(Pattern.compile(".*/webhooks/wh_[A-Za-z0-9]+$"));
        return page.url().substring(page.url().lastIndexOf('/') + 1);
    }

    void open(String url) {
        list();
        page.getByRole(AriaRole.LINK)
                .filter(new Locator.FilterOptions().setHasText(pathOf(url)))
                .first()
                .click();
        heading(url);
    }

    void describe(String description) {
        page.getByLabel("Deskripsi").fill(description);
        button("Simpan").click();
        assertThat(page.getByRole(AriaRole.STATUS)).hasText("Perubahan tersimpan.");
    }

    /// @param overlap how long the secret from before stays, as the form says it
    void rotate(String overlap) {
        page.getByLabel("Secret lama berlaku").selectOption(overlap);
        button("Ganti Secret").click();
        heading("Simpan secret ini sekarang");
    }

    /// What an operator's key shows besides.
    void seePipeline() {
        link("Pipeline").click();
        heading("Pipeline");
        assertThat(page.locator("#pipeline")).containsText("Semua baik");
        tab.picture("pipeline");
    }

    /// The key that has signed in.
    void revokeOwnKey() {
        link("API Keys").click();
        tab.picture("api-keys");
        Locator own =
                page.getByRole(AriaRole.ROW)
                        .filter(new Locator.FilterOptions().setHasText("sesi ini"));
        own.locator("summary").filter(new Locator.FilterOptions().setHasText("Cabut")).click();
        own.getByRole(AriaRole.BUTTON, new Locator.GetByRoleOptions().setName("Ya, cabut")).click();
    }

    private void heading(String words) {
        assertThat(
                        page.getByRole(
                                AriaRole.HEADING,
                                new Page.GetByRoleOptions().setName(words).setExact(true)))
                .isVisible();
    }

    private Locator button(String words) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(words).setExact(true));
    }

    private Locator link(String words) {
        return page.getByRole(
                        AriaRole.LINK, new Page.GetByRoleOptions().setName(words).setExact(true))
                .first();
    }

    private static String pathOf(String url) {
        return url.substring(url.lastIndexOf('/'));
    }
}
