package id.sahut.webhooks.acceptance.browser;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/// The distribution's Chromium, driven by Playwright, which brings none of its own here. Confined
/// to the test's thread, as Playwright is.
final class Chromium implements AutoCloseable {

    private static final Path PROGRAM = Path.of("/usr/bin/chromium");

    /// It calls nobody but the page's server. Whoever builds in a container is often root, for whom
    /// Chromium has no sandbox.
    private static final List<String> OPTIONS =
            List.of(
                    "--no-sandbox",
                    "--disable-gpu",
                    "--disable-quic",
                    "--no-first-run",
                    "--disable-background-networking",
                    "--disable-component-update",
                    "--disable-sync");

    private final Playwright playwright;
    private final Browser browser;

    private Chromium(Playwright playwright, Browser browser) {
        this.playwright = playwright;
        this.browser = browser;
    }

    /// Skips the test where there is none; in CI that is a failure.
    static void require() {
        if (Files.isExecutable(PROGRAM)) {
            return;
        }
        String why = "no %s: .ci/run installs it".formatted(PROGRAM);
        if ("true".equals(System.getenv("CI"))) {
            fail(why);
        }
        abort(why);
    }

    static Chromium start() {
        Playwright playwright =
                Playwright.create(
                        new Playwright.CreateOptions()
                                .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        return new Chromium(
                playwright,
                playwright
                        .chromium()
                        .launch(
                                new BrowserType.LaunchOptions()
                                        .setExecutablePath(PROGRAM)
                                        .setArgs(OPTIONS)));
    }

    /// A browser of somebody who has never been here.
    ///
    /// @param origin the only one that it may ask
    Tab open(String origin, Scripts scripts) {
        return new Tab(browser, origin, scripts);
    }

    @Override
    public void close() {
        browser.close();
        playwright.close();
    }
}
