package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.id.ApiKeyId;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.RecoveryId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.common.webhook.SecretBox;
import id.sahut.webhooks.ingest.apikey.KeyRing;
import id.sahut.webhooks.ingest.history.History;
import id.sahut.webhooks.ingest.http.Answer;
import id.sahut.webhooks.ingest.http.Face;
import id.sahut.webhooks.ingest.http.Gate;
import id.sahut.webhooks.ingest.http.Router;
import id.sahut.webhooks.ingest.http.Visitor;
import id.sahut.webhooks.ingest.limit.KeyLimits;
import id.sahut.webhooks.ingest.limit.WrongKeyLimits;
import id.sahut.webhooks.ingest.payload.Payloads;
import id.sahut.webhooks.ingest.pipeline.Pipeline;
import id.sahut.webhooks.ingest.recover.Recoveries;
import id.sahut.webhooks.ingest.redrive.Redrive;
import id.sahut.webhooks.ingest.registry.Webhooks;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The pages for people. Safe for any thread.
///
/// Everybody is told that it is not ready yet until [#open], when what it shows is there.
public final class Dashboard implements Face {

    private final EventCatalogue catalogue;
    private final KeyLimits keyLimits;
    private final InstantSource clock;
    private final Pages pages = new Pages();
    private final Sessions sessions;
    private final ShownOnce once;
    private final SignIn signIn;
    private final AtomicReference<@Nullable Inside> inside = new AtomicReference<>();

    /// What it works with.
    ///
    /// @param secrets sessions are sealed with keys derived from its
    /// @param random a secure one
    public record Wiring(
            EventCatalogue catalogue,
            KeyLimits keyLimits,
            WrongKeyLimits wrongKeyLimits,
            SecretBox secrets,
            InstantSource clock,
            RandomGenerator random,
            MeterRegistry meters) {}

    /// The rooms that it shows.
    public record Rooms(
            KeyRing keys,
            Webhooks webhooks,
            Optional<History> history,
            Payloads payloads,
            Redrive redrive,
            Optional<Recoveries> recoveries,
            Pipeline pipeline) {}

    /// What is behind the door once it is open.
    record Inside(
            SessionGate gate,
            KeyRing keys,
            WebhookPages webhooks,
            WebhookTests tests,
            DeliveryPages deliveries,
            RecoverPages recover,
            SecretPages secrets,
            KeyPages apiKeys,
            PipelinePages pipeline) {}

    public Dashboard(Wiring wiring) {
        this.catalogue = wiring.catalogue;
        this.keyLimits = wiring.keyLimits;
        this.clock = wiring.clock;
        this.sessions = new Sessions(wiring.secrets, wiring.clock, wiring.random);
        this.once = new ShownOnce(wiring.secrets, wiring.clock);
        this.signIn =
                new SignIn(
                        pages, sessions, wiring.wrongKeyLimits, new DashboardMeters(wiring.meters));
    }

    @Override
    public boolean answersAt(String path) {
        return Places.isOurs(path);
    }

    @Override
    public boolean isId(String text) {
        return WebhookId.isWellFormed(text)
                || (text.startsWith(DeliveryId.PREFIX) && DeliveryId.isWellFormed(text))
                || RecoveryId.isWellFormed(text)
                || ApiKeyId.isWellFormed(text);
    }

    /// Browsers say that they take HTML; programs don't.
    @Override
    public Optional<Answer> inItsWords(Answer refusal, Visitor visitor) {
        return visitor.header("Accept")
                .filter(it -> it.contains("text/html"))
                .map(_ ->
                        pages.problem(
                                refusal.status(),
                                refusal.status() >= 500 ? "broken" : "not-found",
                                pages.frame(visitor)));
    }

    @Override
    public void addTo(Router router) {
        pages.assets().addTo(router);
        PageRoutes.addTo(router.behind(this::judge), this::inside, catalogue, pages, signIn);
        router.open(Places.LOGIN, this::login);
        router.openForm(
                Places.LOGIN,
                (visitor, form) -> {
                    Inside open = inside.get();
                    return open == null || !open.keys.isReliable()
                            ? notReady(visitor)
                            : signIn.enter(visitor, form, open.keys);
                });
        router.open(Places.LANGUAGE, Dashboard::speak);
    }

    /// Starts to show what there is.
    public void open(Rooms rooms) {
        var webhooks =
                new WebhookPages(
                        rooms.webhooks,
                        catalogue,
                        once,
                        pages,
                        new Healths(rooms.history, clock),
                        clock);
        inside.set(
                new Inside(
                        new SessionGate(
                                rooms.keys, sessions, keyLimits, rooms.webhooks::isCurrent, pages),
                        rooms.keys,
                        webhooks,
                        new WebhookTests(rooms.webhooks, catalogue, webhooks, pages),
                        new DeliveryPages(rooms, catalogue, pages, clock),
                        new RecoverPages(
                                webhooks, catalogue, rooms.history, rooms.recoveries, pages, clock),
                        new SecretPages(rooms.webhooks, webhooks, once, pages),
                        new KeyPages(rooms.keys, once, pages),
                        new PipelinePages(rooms.pipeline, rooms.webhooks, pages)));
    }

    private Answer login(Visitor visitor) {
        return inside.get() == null ? notReady(visitor) : signIn.show(visitor);
    }

    /// Remembers a language, and goes back to where it was chosen.
    private static Answer speak(Visitor visitor) {
        Answer back =
                visitor.query("to").filter(Places.LOGIN::equals).isPresent()
                        ? Answer.seeOther(Places.LOGIN)
                        : Answer.seeOther(Places.safe(visitor.query("to")));
        return visitor.query("in")
                .flatMap(Language::named)
                .map(it -> back.with(it.cookie(visitor.isSecure())))
                .orElse(back);
    }

    private Answer notReady(Visitor visitor) {
        return pages.problem(503, "not-ready", pages.frame(visitor));
    }

    private Gate.Verdict<SignedIn> judge(Visitor visitor) {
        Inside open = inside.get();
        return open == null
                ? new Gate.Verdict.TurnedAway<>(notReady(visitor), Optional.empty())
                : open.gate.judge(visitor);
    }

    private Inside inside() {
        Inside open = inside.get();
        if (open == null) {
            throw new IllegalStateException("somebody was let in before the dashboard was open");
        }
        return open;
    }
}
