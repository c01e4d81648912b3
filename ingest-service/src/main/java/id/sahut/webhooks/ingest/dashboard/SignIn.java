package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.ingest.apikey.ApiKey;
import id.sahut.webhooks.ingest.apikey.KeyRing;
import id.sahut.webhooks.ingest.apikey.PlainKey;
import id.sahut.webhooks.ingest.http.Answer;
import id.sahut.webhooks.ingest.http.Form;
import id.sahut.webhooks.ingest.http.Visitor;
import id.sahut.webhooks.ingest.limit.Allowance;
import id.sahut.webhooks.ingest.limit.WrongKeyLimits;
import java.util.Optional;

/// Signing in with an API key. Knows no web server. Safe for any thread.
final class SignIn {

    private static final String WHY = "why";
    private static final String NEXT = "next";

    /// No key of ours is longer; whatever is, need not be hashed.
    private static final int MAX_KEY = 256;

    private final Pages pages;
    private final Sessions sessions;
    private final WrongKeyLimits wrongKeys;
    private final DashboardMeters meters;

    /// What the template is about.
    ///
    /// @param next where to go then
    record Page(Frame frame, String next, Optional<Notice> notice, Optional<String> error) {}

    SignIn(Pages pages, Sessions sessions, WrongKeyLimits wrongKeys, DashboardMeters meters) {
        this.pages = pages;
        this.sessions = sessions;
        this.wrongKeys = wrongKeys;
        this.meters = meters;
    }

    Answer show(Visitor visitor) {
        Frame frame = pages.frame(visitor);
        Optional<Notice> notice =
                switch (visitor.query(WHY).orElse("")) {
                    case "ended" -> Optional.of(Notice.bad(frame.t("login.ended")));
                    case "out" -> Optional.of(Notice.good(frame.t("login.out")));
                    default -> Optional.empty();
                };
        return page(200, frame, Places.safe(visitor.query(NEXT)), notice, Optional.empty());
    }

    /// @param keys that are reliable
    Answer enter(Visitor visitor, Form form, KeyRing keys) {
        Frame frame = pages.frame(visitor);
        if (FromElsewhere.is(visitor)) {
            return pages.problem(403, "elsewhere", frame);
        }
        String next = Places.safe(Optional.of(form.text(NEXT)));
        String presented = form.text("key").strip();
        if (presented.isEmpty()) {
            return refused(422, frame, next, "login.missing");
        }
        Optional<ApiKey> key =
                Optional.of(presented)
                        .filter(it -> it.startsWith(PlainKey.PREFIX) && it.length() <= MAX_KEY)
                        .flatMap(it -> keys.recognise(new PlainKey(it)));
        if (key.isEmpty()) {
            meters.rejected();
            return switch (wrongKeys.take(visitor.origin())) {
                case Allowance.Granted _ -> refused(401, frame, next, "login.wrong");
                case Allowance.Exhausted exhausted -> {
                    meters.limited();
                    yield refused(429, frame, next, "login.too-often")
                            .with("Retry-After", Long.toString(exhausted.until().toSeconds() + 1));
                }
            };
        }
        meters.entered();
        keys.note(key.get());
        return Answer.seeOther(next).with(sessions.begin(key.get(), visitor.isSecure()));
    }

    Answer leave(SignedIn who) {
        return Answer.seeOther(Places.LOGIN + "?why=out")
                .with(sessions.end(who.visitor().isSecure()));
    }

    private Answer refused(int status, Frame frame, String next, String text) {
        return page(status, frame, next, Optional.empty(), Optional.of(frame.t(text)));
    }

    private Answer page(
            int status, Frame frame, String next, Optional<Notice> notice, Optional<String> error) {
        return pages.answer(status, "login.jte", new Page(frame, next, notice, error));
    }
}
