package id.sahut.webhooks.acceptance.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import java.util.regex.Pattern;

/// Does all that can be done with the keys alone, and looks where the focus is after everything
/// that changes a page in place. Confined to the test's thread.
final class KeyboardWalk {

    /// More than any page has to step over.
    private static final int MOST_STEPS = 120;

    private final Page page;
    private final Scene scene;

    KeyboardWalk(Tab tab, Scene scene) {
        this.page = tab.page();
        this.scene = scene;
    }

    void walk() {
        signIn();
        register();
        history();
        recover();
        keys();
    }

    private void signIn() {
        var _ = page.navigate("/");
        stepTo("#key");
        type(scene.operator());
        press("Enter");
        assertThat(page.locator("header.side")).isVisible();
        press("Tab");
        assertFocus("a.skip");
        press("Enter");
        stepTo("main a[href='/webhooks/new']");
        press("Enter");
    }

    private void register() {
        stepTo("#url");
        type("https://example.com/keyboard");
        stepTo("input[name=events]");
        press("Space");
        stepTo("form[action='/webhooks'] button.primary");
        press("Enter");
        stepTo(".reveal .copy");
        press("Enter");
        assertFocus(".reveal .copy");
        stepTo("a.button[href^='/webhooks/wh_']");
        press("Enter");
        assertThat(page).hasURL(Pattern.compile(".*/webhooks/wh_[A-Za-z0-9]+$"));
        stepTo("#send-test");
        press("Enter");
        assertThat(page.locator("#test-result")).isVisible();
        assertFocus("#send-test");
        stepTo(".danger summary");
        press("Enter");
        stepTo(".danger input[type=text], .danger input:not([type=hidden])");
        type("example.com");
        stepTo(".danger button");
        press("Enter");
        assertThat(page).hasURL(Pattern.compile(".*/webhooks\\?done=deleted$"));
    }

    private void history() {
        var _ = page.navigate("/webhooks/%s/deliveries".formatted(scene.taking().webhookId()));
        stepTo("#live-switch");
        press("Enter");
        assertThat(page.locator("#live .faint")).isVisible();
        assertFocus("#live-switch");
        stepTo("a.opens");
        press("Enter");
        assertThat(page.locator("tr.opened .details")).isVisible();
        assertFocus("a.opens");
        stepTo("tr.opened button[id^=resend-]");
        press("Enter");
        assertThat(page.locator("tr.opened [role=status]")).isVisible();
        assertFocus("tr.opened button[id^=resend-]");
        stepTo("tr.opened button.closes");
        press("Enter");
        assertThat(page.locator("tr.opened")).hasCount(0);
        assertFocus("a.opens");
        stepTo("#more");
        press("Enter");
        assertThat(page.locator("tr.delivery")).hasCount(60);
        assertFocus("#more");
    }

    private void recover() {
        var _ = page.navigate("/webhooks/%s/recoveries".formatted(scene.refusing().webhookId()));
        stepTo("#state-failed");
        press("Space");
        assertFocus("#state-failed");
        stepTo("form.recover button");
        press("Enter");
        assertThat(page.locator("#wanted")).isVisible();
    }

    private void keys() {
        var _ = page.navigate("/api-keys");
        stepTo("#label");
        type("by keyboard");
        press("Enter");
        stepTo("a.button[href='/api-keys']");
        press("Enter");
        stepTo("tr:has-text('by keyboard') .confirm summary");
        press("Enter");
        stepTo("tr:has-text('by keyboard') .confirm button");
        press("Enter");
        assertThat(page.getByText("by keyboard")).hasCount(0);
    }

    private void press(String key) {
        page.keyboard().press(key);
    }

    private void type(String text) {
        page.keyboard().type(text);
    }

    private void stepTo(String selector) {
        page.locator(selector).first().waitFor();
        for (int i = 0; i < MOST_STEPS; i++) {
            press("Tab");
            if (isFocused(selector)) {
                return;
            }
        }
        throw new AssertionError("the Tab key does not lead to " + selector);
    }

    private void assertFocus(String selector) {
        page.waitForCondition(() -> isFocused(selector));
        assertThat(isFocused(selector)).isTrue();
    }

    private boolean isFocused(String selector) {
        return page.locator(selector).all().stream()
                .anyMatch(it -> (boolean) it.evaluate("it => it === document.activeElement"));
    }
}
