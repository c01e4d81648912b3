package id.sahut.webhooks.ingest.dashboard;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.ingest.http.Visitor;
import java.net.URLEncoder;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where the pages are. Stateless.
final class Places {

    static final String WEBHOOKS = "/webhooks";
    static final String API_KEYS = "/api-keys";
    static final String DELIVERIES = "/deliveries";
    static final String EVENT_TYPES = "/event-types";
    static final String PIPELINE = "/pipeline";
    static final String LOGIN = "/login";
    static final String LOGOUT = "/logout";
    static final String LANGUAGE = "/language";
    static final String ASSETS = "/assets";

    private static final List<String> ALL =
            List.of(
                    WEBHOOKS,
                    DELIVERIES,
                    API_KEYS,
                    EVENT_TYPES,
                    PIPELINE,
                    LOGIN,
                    LOGOUT,
                    LANGUAGE,
                    ASSETS);

    /// A path of ours with a query: nothing that a browser could take for another host.
    private static final Pattern OURS =
            Pattern.compile(
                    "/(webhooks|deliveries|api-keys|event-types|pipeline)(/[A-Za-z0-9_/-]{0,200})?"
                            + "(\\?[A-Za-z0-9_.=&%+*-]{0,600})?");

    private static final Pattern HISTORY =
            Pattern.compile("/webhooks/[A-Za-z0-9_-]{1,130}/deliveries(\\?.*)?");

    private static final Pattern RECOVERIES =
            Pattern.compile("(/webhooks/[A-Za-z0-9_-]{1,130}/recoveries)([/?].*)?");

    private Places() {}

    static boolean isOurs(String path) {
        return path.equals("/")
                || ALL.stream().anyMatch(it -> path.equals(it) || path.startsWith(it + "/"));
    }

    /// Where somebody wanted to go, if that is a page of ours; else the first one.
    static String safe(Optional<String> wanted) {
        return wanted.filter(it -> OURS.matcher(it).matches()).orElse(WEBHOOKS);
    }

    /// The page that what is at `path` belongs to: a form of a webhook's page is at a path below
    /// it, where there is nothing to read.
    static String pageOf(String path) {
        String page = safe(Optional.of(path));
        if (HISTORY.matcher(page).matches()) {
            return page;
        }
        Matcher recoveries = RECOVERIES.matcher(page);
        if (recoveries.matches()) {
            return recoveries.group(1);
        }
        String[] parts = page.split("[/?]", -1);
        if (parts.length <= 2) {
            return page;
        }
        return switch ("/" + parts[1]) {
            case WEBHOOKS -> webhook(parts[2]);
            case DELIVERIES -> DELIVERIES + "/" + parts[2];
            default -> "/" + parts[1];
        };
    }

    /// The page that somebody asks for, with what they look for there.
    static String wantedBy(Visitor visitor) {
        String page = pageOf(visitor.path());
        if (page.equals(visitor.path())
                && RECOVERIES.matcher(page).matches()
                && visitor.query(RecoverForm.SINCE).isPresent()) {
            return safe(Optional.of(page + RecoverForm.read(visitor::query).query()));
        }
        return HISTORY.matcher(page).matches()
                ? safe(Optional.of(page + DeliveryFilter.of(visitor).query()))
                : page;
    }

    /// @param wanted a page of ours
    static String login(String wanted) {
        return LOGIN + "?next=" + URLEncoder.encode(wanted, UTF_8);
    }

    static String webhook(String id) {
        return WEBHOOKS + "/" + id;
    }

    /// Where its history's beginning is told as soon as it changes.
    static String liveDeliveries(String webhook) {
        return deliveries(webhook) + "/live";
    }

    /// Its history.
    static String deliveries(String webhook) {
        return webhook(webhook) + DELIVERIES;
    }

    /// What was sent again of it, and can be.
    static String recoveries(String webhook) {
        return webhook(webhook) + "/recoveries";
    }

    /// @param id also one that somebody else made up
    static String delivery(String id) {
        return DELIVERIES + "/" + URLEncoder.encode(id, UTF_8);
    }

    /// What became of a test.
    static String testResult(String delivery) {
        return delivery(delivery) + "/test";
    }

    static String secret(String id) {
        return webhook(id) + "/secret";
    }

    static String key(String id) {
        return API_KEYS + "/" + id + "/key";
    }
}
