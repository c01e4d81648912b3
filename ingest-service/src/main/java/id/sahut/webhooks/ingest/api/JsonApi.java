package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.id.ApiKeyId;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.RecoveryId;
import id.sahut.webhooks.common.id.WebhookId;
import id.sahut.webhooks.ingest.apikey.KeyRing;
import id.sahut.webhooks.ingest.events.Events;
import id.sahut.webhooks.ingest.history.History;
import id.sahut.webhooks.ingest.http.Face;
import id.sahut.webhooks.ingest.http.Gate;
import id.sahut.webhooks.ingest.http.Router;
import id.sahut.webhooks.ingest.http.Visitor;
import id.sahut.webhooks.ingest.limit.KeyLimits;
import id.sahut.webhooks.ingest.limit.WrongKeyLimits;
import id.sahut.webhooks.ingest.payload.Payloads;
import id.sahut.webhooks.ingest.recover.Recoveries;
import id.sahut.webhooks.ingest.redrive.Redrive;
import id.sahut.webhooks.ingest.registry.Webhooks;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// The REST API, and its description. Safe for any thread.
///
/// Everybody is turned away with 503 until [#open], when what it answers from is there; only the
/// description can be read from the start.
public final class JsonApi implements Face {

    static final String VERSION = "/v1";

    private final EventCatalogue catalogue;
    private final KeyLimits keyLimits;
    private final WrongKeyLimits wrongKeyLimits;
    private final InstantSource clock;
    private final ApiMeters meters;
    private final AtomicReference<@Nullable Inside> inside = new AtomicReference<>();

    /// The rooms that it answers from.
    ///
    /// @param history empty where none is kept
    public record Rooms(
            KeyRing keys,
            Webhooks webhooks,
            Events events,
            Optional<History> history,
            Payloads payloads,
            Redrive redrive,
            Optional<Recoveries> recoveries) {}

    /// What is behind the door once it is open.
    record Inside(
            Doorkeeper doorkeeper,
            WebhookRoutes webhooks,
            EventRoutes events,
            ApiKeyRoutes apiKeys,
            DeliveryRoutes deliveries,
            RecoveryRoutes recoveries) {}

    public JsonApi(
            EventCatalogue catalogue,
            KeyLimits keyLimits,
            WrongKeyLimits wrongKeyLimits,
            InstantSource clock,
            MeterRegistry meters) {
        this.catalogue = catalogue;
        this.keyLimits = keyLimits;
        this.wrongKeyLimits = wrongKeyLimits;
        this.clock = clock;
        this.meters = new ApiMeters(meters);
    }

    @Override
    public boolean answersAt(String path) {
        return path.startsWith(VERSION);
    }

    @Override
    public boolean isId(String text) {
        return WebhookId.isWellFormed(text)
                || ApiKeyId.isWellFormed(text)
                || RecoveryId.isWellFormed(text)
                || (text.startsWith(DeliveryId.PREFIX) && DeliveryId.isWellFormed(text));
    }

    @Override
    public void addTo(Router router) {
        Routes.addTo(router.behind(this::judge), this::inside, new EventTypeRoutes(catalogue));
        DescriptionRoutes.addTo(router);
    }

    /// Starts to answer.
    public void open(Rooms rooms) {
        inside.set(
                new Inside(
                        new Doorkeeper(
                                rooms.keys,
                                keyLimits,
                                wrongKeyLimits,
                                rooms.webhooks::isCurrent,
                                meters),
                        new WebhookRoutes(rooms.webhooks, rooms.history, clock),
                        new EventRoutes(rooms.events),
                        new ApiKeyRoutes(rooms.keys),
                        new DeliveryRoutes(
                                rooms.webhooks,
                                rooms.history,
                                rooms.payloads,
                                rooms.redrive,
                                clock),
                        new RecoveryRoutes(rooms.webhooks, rooms.recoveries)));
    }

    private Gate.Verdict<KeyHolder> judge(Visitor visitor) {
        Inside open = inside.get();
        return open == null
                ? new Gate.Verdict.TurnedAway<>(Doorkeeper.notReady(), Optional.empty())
                : open.doorkeeper.judge(visitor);
    }

    private Inside inside() {
        Inside open = inside.get();
        if (open == null) {
            throw new IllegalStateException("somebody was let in before the API was open");
        }
        return open;
    }
}
