package id.sahut.webhooks.ingest.redrive;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.delivery.RecordPlace;
import id.sahut.webhooks.common.topics.TopicNames;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.ingest.history.RecordedDelivery;
import id.sahut.webhooks.ingest.payload.Expected;
import id.sahut.webhooks.ingest.payload.Payloads;
import id.sahut.webhooks.ingest.payload.Reading;
import id.sahut.webhooks.ingest.registry.Webhooks;
import id.sahut.webhooks.ingest.write.Deadline;
import id.sahut.webhooks.ingest.write.PromptWriter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.OptionalInt;

/// Sends deliveries again. Safe for any thread.
///
/// What is sent again is the same delivery, under the id that its receiver knows, from its
/// beginning: with as many attempts as the first time, which are counted by themselves. What is
/// still under way of the times before goes on beside it.
public final class Redrive {

    /// A larger one, which only somebody's hand can have written, has no room in a record of ours.
    private static final int MAX_PAYLOAD = 3 * 1024 * 1024 - 128 * 1024;

    private final String deliveries;
    private final Payloads payloads;
    private final Webhooks webhooks;
    private final PromptWriter writer;
    private final InstantSource clock;
    private final RedriveMeters meters;
    private final ResendNumbers numbers = new ResendNumbers();

    /// What it works with.
    public record Wiring(
            TopicNames topics,
            Payloads payloads,
            Webhooks webhooks,
            PromptWriter writer,
            InstantSource clock,
            MeterRegistry meters) {}

    public Redrive(Wiring wiring) {
        this.deliveries = wiring.topics.deliveries();
        this.payloads = wiring.payloads;
        this.webhooks = wiring.webhooks;
        this.writer = wiring.writer;
        this.clock = wiring.clock;
        this.meters = new RedriveMeters(wiring.meters);
    }

    /// Sends it again now, as it stands or ended.
    ///
    /// @param webhook the delivery's
    public Resending resend(Webhook webhook, RecordedDelivery delivery) {
        if (!delivery.webhook().equals(webhook.id())) {
            throw new IllegalArgumentException(
                    "%s goes to %s, not to %s"
                            .formatted(delivery.id(), delivery.webhook(), webhook.id()));
        }
        return meters.count(decide(webhook, delivery));
    }

    /// One of many that are sent again at a webhook's wish; whoever asks looks after the webhook,
    /// and writes it.
    public Again again(Webhook webhook, RecordedDelivery delivery) {
        Optional<RecordPlace> source = delivery.source();
        if (delivery.erased() || source.isEmpty()) {
            return new Again.Never();
        }
        return switch (payloads.read(
                source.get(), new Expected(delivery.eventId(), delivery.id()))) {
            case Reading.Gone() -> new Again.Never();
            case Reading.Unavailable() -> new Again.NotNow();
            case Reading.Found(byte[] payload, var traceparent) ->
                    payload.length > MAX_PAYLOAD
                            ? new Again.Never()
                            : numbered(
                                    original(webhook, delivery, source.get(), payload, traceparent),
                                    delivery);
        };
    }

    private Again numbered(Delivery original, RecordedDelivery known) {
        OptionalInt number = numbers.next(known);
        return number.isEmpty()
                ? new Again.Never()
                : new Again.Ready(
                        original.again(
                                number.getAsInt(), clock.instant().truncatedTo(ChronoUnit.MILLIS)));
    }

    /// Whether nothing can be sent to a webhook as it is: it is disabled, or its URL is no longer
    /// allowed.
    public boolean isHeld(Webhook webhook) {
        return !webhook.enabled() || webhooks.refusal(webhook).isPresent();
    }

    private Resending decide(Webhook webhook, RecordedDelivery delivery) {
        if (!webhook.enabled()) {
            return new Resending.Disabled();
        }
        Optional<String> refusal = webhooks.refusal(webhook);
        if (refusal.isPresent()) {
            return new Resending.Refused(refusal.get());
        }
        if (delivery.erased()) {
            return new Resending.Gone("What was sent was erased, so it can't be sent again");
        }
        Optional<RecordPlace> source = delivery.source();
        return source.isEmpty() ? gone() : send(webhook, delivery, source.get());
    }

    private Resending send(Webhook webhook, RecordedDelivery delivery, RecordPlace source) {
        Deadline deadline = writer.begin();
        return switch (payloads.read(source, new Expected(delivery.eventId(), delivery.id()))) {
            case Reading.Gone() -> gone();
            case Reading.Unavailable() -> new Resending.NotNow();
            case Reading.Found(byte[] payload, var traceparent) ->
                    write(
                            original(webhook, delivery, source, payload, traceparent),
                            delivery,
                            deadline);
        };
    }

    private static Resending gone() {
        return new Resending.Gone(
                "What was sent is no longer kept, so it can't be sent again: payloads are kept for 7"
                        + " days, those of tests for 3");
    }

    private Resending write(Delivery original, RecordedDelivery known, Deadline deadline) {
        OptionalInt number = numbers.next(known);
        if (number.isEmpty()) {
            return new Resending.TooOften(DeliveryRecords.MAX_RESENDS);
        }
        int resend = number.getAsInt();
        var now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
        try {
            var record = DeliveryRecords.writeResend(deliveries, original.again(resend, now));
            return writer.write(record, deadline).isPresent()
                    ? new Resending.Sent(resend)
                    : new Resending.Unconfirmed();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Resending.Unconfirmed();
        }
    }

    /// As it was when it was made.
    private static Delivery original(
            Webhook webhook,
            RecordedDelivery delivery,
            RecordPlace source,
            byte[] payload,
            Optional<String> traceparent) {
        return new Delivery(
                delivery.webhook(),
                delivery.id(),
                delivery.eventId(),
                delivery.event(),
                Optional.of(webhook.workspaceId().value()),
                Optional.of(source),
                0,
                0,
                delivery.createdAt(),
                0,
                Optional.empty(),
                Optional.empty(),
                traceparent,
                payload);
    }
}
