package id.sahut.webhooks.ingest.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.RecordPlace;
import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventReader;
import id.sahut.webhooks.common.event.RejectionReason;
import id.sahut.webhooks.common.id.EventId;
import id.sahut.webhooks.common.id.WebhookId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FanOutTest {

    private static final byte[] EVENT =
            """
            {"event": "message.created", "timestamp": "2024-03-15T08:30:00Z",
             "workspace_id": "ws_1", "data": {}}
            """
                    .getBytes(UTF_8);

    private static final RecordPlace PLACE = new RecordPlace("sahut.events", 3, 17);

    private final FanOut fanOut =
            new FanOut(
                    new EventReader(EventCatalogue.builtIn(), 1024),
                    (workspace, type) ->
                            workspace.value().equals("ws_1")
                                    ? List.of(new WebhookId("wh_1"), new WebhookId("wh_2"))
                                    : List.of());

    @Test
    void eachSubscriberGetsADeliveryOfTheSameEvent() {
        assertThat(deliveries(event(Optional.of("order-7"), EVENT)))
                .extracting(it -> it.webhookId().value())
                .containsExactly("wh_1", "wh_2");
        assertThat(deliveries(event(Optional.of("order-7"), EVENT)))
                .allSatisfy(it -> {
                    assertThat(it.eventId().value()).isEqualTo("order-7");
                    assertThat(it.payload()).isSameAs(EVENT);
                    assertThat(it.source()).contains(PLACE);
                    assertThat(it.attempt()).isZero();
                    assertThat(it.createdAt()).isEqualTo(Instant.ofEpochMilli(1_000));
                });
    }

    @Test
    void theSameEventDecidedTwiceHasTheSameIds() {
        var event = event(Optional.of("order-7"), EVENT);

        assertThat(deliveries(event)).usingRecursiveComparison().isEqualTo(deliveries(event));
        assertThat(deliveries(event)).extracting(Delivery::id).doesNotHaveDuplicates();
    }

    @Test
    void anEventOfAWorkspaceWithoutWebhooksGoesNowhere() {
        byte[] foreign = new String(EVENT, UTF_8).replace("ws_1", "ws_2").getBytes(UTF_8);

        assertThat(deliveries(event(Optional.of("order-7"), foreign))).isEmpty();
    }

    @Test
    void anEventWhoseIdCantBeUsedIsRejected() {
        assertThat(fanOut.decide(event(Optional.empty(), EVENT)))
                .isInstanceOfSatisfying(
                        FanOutResult.Reject.class,
                        it -> assertThat(it.reason()).isEqualTo(RejectionReason.INVALID_EVENT_ID));
    }

    @Test
    void anUnreadableEventIsRejectedForThatEvenIfItsIdIsWrongToo() {
        assertThat(fanOut.decide(event(Optional.empty(), "{".getBytes(UTF_8))))
                .isInstanceOfSatisfying(
                        FanOutResult.Reject.class,
                        it -> assertThat(it.reason()).isEqualTo(RejectionReason.UNREADABLE_JSON));
    }

    private List<Delivery> deliveries(ReceivedEvent event) {
        return switch (fanOut.decide(event)) {
            case FanOutResult.Deliver(var deliveries) -> deliveries;
            case FanOutResult.Reject(var reason, var detail) ->
                    throw new AssertionError(reason + ": " + detail);
        };
    }

    private static ReceivedEvent event(Optional<String> id, byte[] value) {
        return new ReceivedEvent(PLACE, 1_000, id.map(EventId::new), Optional.empty(), value);
    }
}
