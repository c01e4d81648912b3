package id.sahut.webhooks.ingest.registry;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.NewIds;
import id.sahut.webhooks.common.webhook.Webhook;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// Makes a sample event's delivery to one webhook, where there may be one. Safe for any thread when
/// its [NewIds] is.
final class TestDeliveries {

    private final EventCatalogue catalogue;
    private final RegistrationRules rules;
    private final NewIds ids;
    private final InstantSource clock;

    /// What may become of a test.
    sealed interface Decision {
        record Send(EventType event, Delivery delivery) implements Decision {}

        /// A delivery would wait until somebody enables the webhook.
        record Disabled() implements Decision {}

        /// @param why for the customer
        record Invalid(String why) implements Decision {}
    }

    TestDeliveries(
            EventCatalogue catalogue, RegistrationRules rules, NewIds ids, InstantSource clock) {
        this.catalogue = catalogue;
        this.rules = rules;
        this.ids = ids;
        this.clock = clock;
    }

    Decision decide(Webhook webhook, TestRequest request) {
        if (!webhook.enabled()) {
            return new Decision.Disabled();
        }
        Optional<String> refused = rules.refusal(webhook.url());
        if (refused.isPresent()) {
            return new Decision.Invalid(refused.get());
        }
        return request.event()
                .or(() -> webhook.events().stream().findFirst())
                .flatMap(it -> catalogue.entry(it.name()))
                .<Decision>map(it -> new Decision.Send(it.type(), delivery(webhook, it)))
                .orElseGet(() ->
                        new Decision.Invalid(
                                "the webhook's first event type is no longer known: name another as"
                                        + " event"));
    }

    private Delivery delivery(Webhook webhook, EventCatalogue.Entry entry) {
        EventId event = ids.event();
        return Delivery.first(
                webhook.id(),
                DerivedIds.delivery(event, webhook.id()),
                event,
                entry.type().name(),
                webhook.workspaceId().value(),
                clock.instant().truncatedTo(ChronoUnit.MILLIS),
                Optional.empty(),
                entry.exampleOf(webhook.workspaceId()));
    }
}
