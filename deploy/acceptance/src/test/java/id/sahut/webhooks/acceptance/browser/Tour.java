package id.sahut.webhooks.acceptance.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import id.sahut.webhooks.acceptance.sandbox.Figures;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.List;

/// Sees every page and state in one language, and looks at each: whether axe finds a barrier in
/// either scheme, whether anything is wider than a narrow screen, whether hostile words are words.
/// Confined to the test's thread.
final class Tour {

    private static final int[] WIDTHS = {320, 390, 768, 1024, 1440};
    private static final int[] FEW_WIDTHS = {320, 768, 1440};
    private static final List<Integer> PICTURED = List.of(390, 1440);
    private static final int HEIGHT = 900;

    private final Tab tab;
    private final Page page;
    private final Scene scene;
    private final String language;
    private final boolean isThorough;
    private final List<String> barriers = new ArrayList<>();
    private final DoubleSummaryStatistics paints = new DoubleSummaryStatistics();

    /// @param isThorough false where another language's tour has looked for barriers, and at every
    ///   width: what differs is words, and how wide they are
    Tour(Tab tab, Scene scene, String language, boolean isThorough) {
        this.tab = tab;
        this.page = tab.page();
        this.scene = scene;
        this.language = language;
        this.isThorough = isThorough;
    }

    void walk() {
        signIn();
        webhooks();
        history();
        recoveries();
        keys();
        others();
        leave();
        assertThat(barriers).isEmpty();
        Figures.print(
                "pages in %s: first painted after %.0f ms on average, %.0f ms at most"
                        .formatted(language, paints.getAverage(), paints.getMax()));
    }

    private void signIn() {
        go("/language?in=%s&to=/login".formatted(language));
        look("login");
        page.locator("#key").fill("sk_live_wrong");
        page.locator("form[action^='/login'] button").click();
        look("login-wrong");
        tab.excuse(401);
        enter(scene.empty());
        look("webhooks-empty");
        go("/webhooks/%s".formatted(scene.taking().webhookId()));
        look("not-found");
        tab.excuse(404);
        go("/pipeline");
        assertThat(page.locator("h1")).not().hasText("Pipeline");
        tab.excuse(404);
        signOut();
        look("login-out");
        enter(scene.operator());
    }

    private void webhooks() {
        look("webhooks");
        go("/webhooks/new");
        look("new-webhook");
        page.locator("#url").fill("http://");
        save();
        look("new-webhook-wrong");
        tab.excuse(422);
        page.locator("#url").fill("https://example.com" + Hostile.PATH + language);
        page.locator("input[name=events]").first().check();
        page.locator("#description").fill(Hostile.WORDS);
        save();
        look("secret");
        page.locator("a.button[href^='/webhooks/wh_']").click();
        assertThat(page.locator("#description")).hasValue(Hostile.WORDS);
        look("webhook-new");
        go("/webhooks");
        assertThat(page.getByText(Hostile.WORDS).first()).isVisible();
        for (String webhook : scene.webhooks()) {
            go("/webhooks/" + webhook);
            look("webhook");
        }
        go("/webhooks/%s?over=7d".formatted(scene.refusing().webhookId()));
        page.locator(".health details summary").click();
        look("webhook-week");
        page.locator("#send-test").click();
        assertThat(page.locator("#test-result .sign.bad")).isVisible();
        look("webhook-test");
    }

    private void history() {
        String place = "/webhooks/%s/deliveries".formatted(scene.refusing().webhookId());
        go(place);
        look("history");
        page.locator("a.opens").nth(3).click();
        Locator details = page.locator("tr.opened .details");
        assertThat(details).containsText("console.error(2)");
        for (Locator summary : details.locator(".answer summary").all()) {
            summary.click();
        }
        assertThat(details.locator(".answer pre").first()).containsText("<img src=/xss");
        look("history-open");
        page.locator("#more").click();
        look("history-more");
        go(place + "?status=404");
        look("history-none");
        String hostile = URLEncoder.encode(Hostile.WORDS, StandardCharsets.UTF_8);
        go(
                place
                        + "?status=%s&event_id=%1$s&from=%1$s&to=%1$s&event=%1$s&state=%1$s"
                                .formatted(hostile));
        look("history-hostile");
        go("/deliveries/" + scene.refused());
        look("delivery-retrying");
        go("/deliveries/" + scene.delivered());
        assertThat(page.locator(".details")).containsText("console.error(2)");
        look("delivery");
        page.locator("button[id^=resend-]").click();
        look("delivery-resent");
    }

    private void recoveries() {
        String place = "/webhooks/%s/recoveries".formatted(scene.taking().webhookId());
        go(place);
        look("recover");
        page.locator("#since").fill("2026-01-01T00:00");
        page.locator("#state-delivered").check();
        page.locator("#wanted button").click();
        look("recover-begun");
        assertThat(page.locator("#recoveries[hx-trigger]")).hasCount(0);
        look("recover-done");
        go(place + "?since=" + URLEncoder.encode(Hostile.WORDS, StandardCharsets.UTF_8));
        look("recover-wrong");
        tab.excuse(422);
    }

    private void keys() {
        go("/api-keys");
        look("keys");
        page.locator("#label").fill(" ");
        page.locator("form[action='/api-keys'] button").click();
        look("keys-wrong");
        tab.excuse(422);
        page.locator("#label").fill(Hostile.LABEL);
        page.locator("form[action='/api-keys'] button").click();
        look("key");
        go("/api-keys");
        assertThat(page.getByText(Hostile.LABEL).first()).isVisible();
        page.locator(".confirm summary").first().click();
        look("keys-revoke");
    }

    private void others() {
        go("/event-types");
        for (Locator summary : page.locator(".type summary").all()) {
            summary.click();
        }
        look("event-types");
        go("/pipeline");
        assertThat(page.locator("#pipeline")).containsText("sahut.dispatcher");
        look("pipeline");
        hide();
        go("/webhooks/wh_none");
        look("not-found-inside");
        tab.excuse(404);
        go("/login?next=" + URLEncoder.encode(Hostile.PLACE, StandardCharsets.UTF_8));
        go("/language?in=%s&to=//elsewhere.example".formatted(language));
        assertThat(page.url()).contains("://127.0.0.1:");
    }

    private void leave() {
        signOut();
        go("/webhooks");
        look("login-again");
    }

    private void go(String place) {
        var _ = page.navigate(place);
    }

    private void save() {
        page.locator("form[action='/webhooks'] button.primary").click();
    }

    private void enter(String key) {
        page.locator("#key").fill(key);
        page.locator("form[action^='/login'] button").click();
        assertThat(page.locator("header.side")).isVisible();
    }

    private void signOut() {
        page.locator("form[action='/logout'] button").click();
        assertThat(page.locator("#key")).isVisible();
    }

    private void look(String name) {
        paints.accept(
                ((Number)
                                page.evaluate(
                                        "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0"))
                        .doubleValue());
        if (isThorough) {
            lookForBarriers(name, "light", new AxeBuilder(page));
            lookInTheDark(name);
        }
        for (int width : isThorough ? WIDTHS : FEW_WIDTHS) {
            page.setViewportSize(width, HEIGHT);
            int beyond =
                    (int)
                            page.evaluate(
                                    "document.documentElement.scrollWidth - document.documentElement.clientWidth");
            if (beyond > 0) {
                barriers.add(
                        "%s in %s is %d pixels wider than %d"
                                .formatted(name, language, beyond, width));
            }
            if (PICTURED.contains(width)) {
                tab.keep("%s-%s-%d".formatted(name, language, width));
            }
        }
    }

    /// Only colours differ there.
    private void lookInTheDark(String name) {
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.DARK));
        lookForBarriers(name, "dark", new AxeBuilder(page).withRules(List.of("color-contrast")));
        for (int width : PICTURED) {
            page.setViewportSize(width, HEIGHT);
            tab.keep("%s-%s-dark-%d".formatted(name, language, width));
        }
        page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    }

    private void lookForBarriers(String name, String scheme, AxeBuilder axe) {
        for (Rule rule : axe.setLegacyMode(true).analyze().getViolations()) {
            rule.getNodes()
                    .forEach(node ->
                            barriers.add(
                                    "%s in %s, %s: %s at %s"
                                            .formatted(
                                                    name,
                                                    language,
                                                    scheme,
                                                    rule.getHelp(),
                                                    node.getHtml())));
        }
    }

    /// A tab that nobody sees asks for nothing, until somebody looks at it again.
    private void hide() {
        Object isPrevented =
                page.evaluate(
                        """
                        async () => {
                          Object.defineProperty(document, 'hidden', {configurable: true, get: () => true});
                          let prevented = null;
                          document.addEventListener('htmx:beforeRequest', it => { prevented = it.defaultPrevented; }, {once: true});
                          for (let i = 0; i < 500 && prevented === null; i++) { // not while one from before is under way
                            document.body.dispatchEvent(new Event('live-wake'));
                            await new Promise(it => setTimeout(it, 20));
                          }
                          return prevented;
                        }
                        """);
        assertThat(isPrevented).isEqualTo(true);
        var _ =
                page.waitForResponse(
                        it -> it.url().endsWith("/pipeline/live"),
                        () ->
                                page.evaluate(
                                        "() => { delete document.hidden; document.dispatchEvent(new Event('visibilitychange')); }"));
    }
}
