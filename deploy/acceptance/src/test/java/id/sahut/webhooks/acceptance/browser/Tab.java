package id.sahut.webhooks.acceptance.browser;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import id.sahut.webhooks.acceptance.process.Repository;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// One page of a browser with cookies of its own, which remembers all that it had to complain of.
/// Confined to the test's thread.
final class Tab implements AutoCloseable {

    private static final int WIDTH = 1440;
    private static final int HEIGHT = 900;
    private static final int MAX_HEIGHT = 1400;
    private static final double PATIENCE_MS = 15_000;

    /// Told on the console, where browsers tell their other complaints.
    private static final String TELL_VIOLATIONS =
            """
            document.addEventListener('securitypolicyviolation', it =>
                console.error('violates the policy:', it.violatedDirective, it.blockedURI, it.sourceFile));
            """;

    /// So htmx tells of a request that its page no longer waits for: of a list that is paused, or
    /// that somebody leaves.
    private static final Set<String> NOT_WAITED_FOR =
            Set.of("htmx:afterRequest", "htmx:sendAbort", "htmx:sendError");

    private final BrowserContext context;
    private final Page page;
    private final Scripts scripts;
    private final List<String> complaints = new ArrayList<>();

    Tab(Browser browser, String origin, Scripts scripts) {
        this.scripts = scripts;
        this.context =
                browser.newContext(
                        new Browser.NewContextOptions()
                                .setBaseURL(origin)
                                .setJavaScriptEnabled(scripts == Scripts.ON)
                                .setLocale("id-ID")
                                .setColorScheme(ColorScheme.LIGHT)
                                .setViewportSize(WIDTH, HEIGHT)
                                .setPermissions(List.of("clipboard-read", "clipboard-write")));
        context.setDefaultTimeout(PATIENCE_MS);
        PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
        context.addInitScript(TELL_VIOLATIONS);
        this.page = context.newPage();
        listen(origin);
    }

    private void listen(String origin) {
        page.onConsoleMessage(it -> {
            if ((it.type().equals("error") || it.type().equals("warning"))
                    && !NOT_WAITED_FOR.contains(it.text())) {
                complaints.add("%s: %s".formatted(it.type(), it.text()));
            }
        });
        page.onPageError(it -> complaints.add("thrown: " + it));
        page.onDialog(it -> {
            complaints.add("dialog: " + it.message());
            it.dismiss();
        });
        page.onRequest(it -> {
            if (!it.url().startsWith(origin)) {
                complaints.add("asks elsewhere: " + it.url());
            }
        });
        page.onResponse(it -> {
            if (it.status() >= 400) {
                complaints.add("%d from %s".formatted(it.status(), it.url()));
            }
        });
    }

    Page page() {
        return page;
    }

    boolean hasScripts() {
        return scripts == Scripts.ON;
    }

    /// Errors and warnings of the console, violations of the policy, scripts that threw, dialogs,
    /// requests to others, and requests that failed.
    void assertNothingToComplainOf() {
        assertThat(complaints).isEmpty();
    }

    /// Of a page that is refused for a reason: what the browser says of that is right.
    void excuse(int status) {
        complaints.removeIf(it ->
                it.startsWith(status + " from ") || it.contains("with a status of " + status));
    }

    /// Writes the page, or the beginning of a long one, to [Repository#pictures]. Without scripts
    /// it looks the same.
    void picture(String name) {
        if (!hasScripts()) {
            return;
        }
        int length = (int) Math.ceil(page.locator("main").boundingBox().height);
        int height = Math.clamp(length, HEIGHT, MAX_HEIGHT);
        page.setViewportSize(WIDTH, height); // whose height the navigation has
        var _ =
                page.screenshot(
                        new Page.ScreenshotOptions()
                                .setFullPage(true)
                                .setClip(0, 0, WIDTH, height)
                                .setPath(Repository.pictures().resolve(name + ".png")));
        page.setViewportSize(WIDTH, HEIGHT);
    }

    /// Writes all of the page, as wide as it is now, where every page is wanted.
    void keep(String name) {
        if (!Repository.everyPageIsWanted()) {
            return;
        }
        var _ =
                page.screenshot(
                        new Page.ScreenshotOptions()
                                .setFullPage(true)
                                .setPath(Repository.pictures().resolve(name + ".png")));
    }

    @Override
    public void close() {
        context.close();
    }
}
