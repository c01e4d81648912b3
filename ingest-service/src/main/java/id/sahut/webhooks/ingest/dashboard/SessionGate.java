package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.ingest.apikey.ApiKey;
import id.sahut.webhooks.ingest.apikey.KeyRing;
import id.sahut.webhooks.ingest.http.Answer;
import id.sahut.webhooks.ingest.http.Gate;
import id.sahut.webhooks.ingest.http.Visitor;
import id.sahut.webhooks.ingest.limit.Allowance;
import id.sahut.webhooks.ingest.limit.KeyLimits;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Lets in whoever has a session whose key is still there, and sends others to sign in. A key that
/// is revoked ends its sessions with the next request. Safe for any thread.
final class SessionGate implements Gate<SignedIn> {

    private final KeyRing keys;
    private final Sessions sessions;
    private final KeyLimits limits;
    private final BooleanSupplier registryIsCurrent;
    private final Pages pages;

    /// @param limits what a key may change in a minute, over the API and here together
    /// @param registryIsCurrent whether questions about webhooks can be answered
    SessionGate(
            KeyRing keys,
            Sessions sessions,
            KeyLimits limits,
            BooleanSupplier registryIsCurrent,
            Pages pages) {
        this.keys = keys;
        this.sessions = sessions;
        this.limits = limits;
        this.registryIsCurrent = registryIsCurrent;
        this.pages = pages;
    }

    @Override
    public Verdict<SignedIn> judge(Visitor visitor) {
        if (!registryIsCurrent.getAsBoolean() || !keys.isReliable()) {
            return away(pages.problem(503, "not-ready", pages.frame(visitor)));
        }
        if (isForm(visitor) && FromElsewhere.is(visitor)) {
            return away(pages.problem(403, "elsewhere", pages.frame(visitor)));
        }
        return sessions.of(visitor)
                .flatMap(session ->
                        keys.find(session.workspace(), session.key())
                                .map(key -> new SignedIn(key, session, visitor)))
                .map(this::known)
                .orElseGet(() -> away(toLogin(visitor)));
    }

    private Verdict<SignedIn> known(SignedIn who) {
        ApiKey key = who.key();
        keys.note(key);
        if (isForm(who.visitor())
                && limits.take(key) instanceof Allowance.Exhausted(int _, var until)) {
            return new Verdict.TurnedAway<>(
                    pages.problem(429, "too-often", pages.frame(who))
                            .with("Retry-After", Long.toString(until.toSeconds() + 1)),
                    Optional.of(who));
        }
        return new Verdict.Admitted<>(who, Map.of());
    }

    /// A link on another site's page comes without our cookie, which is strict. A page of ours that
    /// leads on to the same place brings it along.
    private Answer toLogin(Visitor visitor) {
        boolean isBrought = sessions.isBrought(visitor);
        String next = visitor.method().equals("POST") ? Places.WEBHOOKS : Places.wantedBy(visitor);
        String login = Places.login(next) + (isBrought ? "&why=ended" : "");
        if (visitor.header("HX-Request").isPresent()) {
            return Answer.nothing().with("HX-Redirect", login);
        }
        boolean followsALink =
                visitor.header("Sec-Fetch-Site").filter("cross-site"::equals).isPresent();
        return followsALink && !isBrought && visitor.method().equals("GET")
                ? pages.answer(200, "onward.jte", new Onward(pages.frame(visitor)))
                : Answer.seeOther(login);
    }

    /// What the template is about that leads on.
    record Onward(Frame frame) {}

    private static boolean isForm(Visitor visitor) {
        return visitor.method().equals("POST");
    }

    private static Verdict<SignedIn> away(Answer answer) {
        return new Verdict.TurnedAway<>(answer, Optional.empty());
    }
}
