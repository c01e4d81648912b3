package id.sahut.webhooks.ingest.registry;

import static id.sahut.webhooks.ingest.registry.Registered.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.endpoint.AddressRules;
import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.id.DerivedIds;
import id.sahut.webhooks.common.id.NewIds;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.ingest.wish.Reading;
import id.sahut.webhooks.ingest.wish.Readings;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TestDeliveriesTest {

    private static final String URL = "https://a.example.com/";

    private final InstantSource clock = InstantSource.fixed(NOW);
    private final EventCatalogue catalogue = EventCatalogue.builtIn();
    private final RegistrationRules rules =
            new RegistrationRules(catalogue, AddressRules.publicOnly());
    private final TestDeliveries tests =
            new TestDeliveries(catalogue, rules, new NewIds(clock, new Random(1)), clock);

    @Test
    void theSampleIsTheCataloguesExampleInTheWebhooksWorkspace() {
        Webhook webhook = Registered.webhook();

        Delivery delivery = sent(webhook, "{\"event\": \"contact.updated\"}").delivery();

        assertThat(delivery.eventType()).contains("contact.updated");
        assertThat(delivery.webhookId()).isEqualTo(webhook.id());
        assertThat(delivery.workspaceId()).contains("ws_1");
        assertThat(delivery.createdAt()).isEqualTo(NOW);
        assertThat(delivery.attempt()).isZero();
        assertThat(delivery.payload())
                .isEqualTo(
                        catalogue
                                .entry("contact.updated")
                                .orElseThrow()
                                .exampleOf(webhook.workspaceId()));
    }

    @Test
    void everyTestIsANewEventWithTheDeliveryIdThatFollowsFromIt() {
        Webhook webhook = Registered.webhook();

        Delivery first = sent(webhook, "").delivery();
        Delivery second = sent(webhook, "").delivery();

        assertThat(first.eventId()).isNotEqualTo(second.eventId());
        assertThat(first.id()).isEqualTo(DerivedIds.delivery(first.eventId(), webhook.id()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}"})
    void withoutATypeTheWebhooksFirstIsTaken(String body) {
        Webhook webhook =
                Registered.webhook(URL, List.of("contact.created", "message.created"), true);

        assertThat(sent(webhook, body).event()).hasToString("contact.created");
    }

    @Test
    void aWebhookWhoseFirstTypeLeftTheCatalogueNeedsAnother() {
        Webhook webhook = Registered.webhook(URL, List.of("order.paid"), true);

        assertThat(decide(webhook, "")).isInstanceOf(TestDeliveries.Decision.Invalid.class);
        assertThat(sent(webhook, "{\"event\": \"message.created\"}").event())
                .hasToString("message.created");
    }

    @Test
    void aDisabledWebhookIsNotTested() {
        assertThat(decide(Registered.webhook(URL, List.of("message.created"), false), ""))
                .isEqualTo(new TestDeliveries.Decision.Disabled());
    }

    @Test
    void aUrlThatTodaysRulesRefuseGetsTheSameAnswerAsAtRegistration() {
        Webhook webhook = Registered.webhook("https://10.0.0.1/", List.of("message.created"), true);
        var registration =
                rules.readRegistration(
                        "{\"url\": \"https://10.0.0.1/\", \"events\": [\"message.created\"]}"
                                .getBytes(UTF_8));

        assertThat(decide(webhook, ""))
                .isEqualTo(new TestDeliveries.Decision.Invalid(Readings.invalid(registration)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "{\"event\": 1}", "{\"event\": null}"})
    void aTypeThatIsNoTextIsMalformed(String body) {
        assertThat(Readings.malformed(read(body))).isNotBlank();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"event\": \"\"}", "{\"event\": \"x\"}", "{\"type\": \"x\"}"})
    void anUnknownTypeOrMemberIsInvalid(String body) {
        assertThat(Readings.invalid(read(body))).contains("allowed are");
    }

    private TestDeliveries.Decision.Send sent(Webhook webhook, String body) {
        if (decide(webhook, body) instanceof TestDeliveries.Decision.Send send) {
            return send;
        }
        throw new AssertionError("not sent");
    }

    private TestDeliveries.Decision decide(Webhook webhook, String body) {
        return tests.decide(webhook, Readings.accepted(read(body)));
    }

    private Reading<TestRequest> read(String body) {
        return rules.readTest(body.getBytes(UTF_8));
    }
}
