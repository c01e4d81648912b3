package id.sahut.webhooks.ingest.registry;

import static id.sahut.webhooks.ingest.registry.Registered.NOW;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.endpoint.AddressRules;
import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.webhook.Webhook;
import id.sahut.webhooks.ingest.wish.Reading;
import id.sahut.webhooks.ingest.wish.Readings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookChangeTest {

    private final RegistrationRules rules =
            new RegistrationRules(EventCatalogue.builtIn(), AddressRules.publicOnly());

    @Test
    void whatIsNotNamedStays() {
        Webhook before = Registered.webhook();

        Webhook after = change("{\"url\": \"https://b.example.com/\"}", before);

        assertThat(after.url()).isEqualTo("https://b.example.com/");
        assertThat(after.updatedAt()).isEqualTo(NOW);
        assertThat(after)
                .usingRecursiveComparison()
                .ignoringFields("url", "updatedAt")
                .isEqualTo(before);
    }

    @Test
    void everyMemberCanBeChanged() {
        Webhook after =
                change(
                        """
                        {"url": "https://b.example.com/", "events": ["contact.created"],
                         "description": "new", "enabled": false}
                        """,
                        Registered.webhook());

        assertThat(after.url()).isEqualTo("https://b.example.com/");
        assertThat(after.events()).containsExactly(new EventType("contact.created"));
        assertThat(after.description()).contains("new");
        assertThat(after.enabled()).isFalse();
    }

    @Test
    void nullRemovesADescription() {
        assertThat(change("{\"description\": null}", Registered.webhook()).description()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "{\"enabled\": true}", "{\"url\": \"https://A.example.com/hook\"}"})
    void aWishForWhatIsAlreadySoChangesNothing(String body) {
        Webhook before = Registered.webhook();

        assertThat(change(body, before)).isSameAs(before);
    }

    @Test
    void aChangeDuringAnOverlapKeepsThePreviousSecretAndALaterOneDropsIt() {
        String body = "{\"enabled\": false}";

        assertThat(change(body, Registered.rotated(NOW.plusSeconds(1))).previousSecret())
                .isPresent();
        assertThat(change(body, Registered.rotated(NOW)).previousSecret()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"url\": null}",
                "{\"events\": null}",
                "{\"events\": \"message.created\"}",
                "{\"description\": 1}",
                "{\"enabled\": 1}",
                "{\"enabled\": null}",
                "{\"enabled\": true, \"enabled\": true}"
            })
    void whatIsUnreadableOrOfTheWrongTypeIsMalformed(String body) {
        assertThat(Readings.malformed(read(body))).isNotBlank();
    }

    @Test
    void unknownMembersAreNamed() {
        assertThat(Readings.invalid(read("{\"secret\": \"mine\", \"enabled\": true}")))
                .isEqualTo(
                        "unknown members: 'secret'; allowed are: url, events, description,"
                                + " enabled");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"events\": []}",
                "{\"events\": [\"message.gone\"]}",
                "{\"url\": \"https://127.0.0.1/\"}",
                "{\"url\": \"\"}",
                "{\"description\": \"\"}",
                "{\"description\": \"two\\nlines\"}",
                "{\"description\": \"\\ud83d\"}"
            })
    void whatBreaksARuleIsInvalid(String body) {
        assertThat(Readings.invalid(read(body))).isNotBlank();
    }

    @Test
    void aDescriptionHasTwoHundredCharactersAtMostHoweverManyBytesTheyTake() {
        assertThat(
                        change(
                                        "{\"description\": \"%s\"}".formatted("💬".repeat(200)),
                                        Registered.webhook())
                                .description())
                .contains("💬".repeat(200));
        assertThat(Readings.invalid(read("{\"description\": \"%s\"}".formatted("a".repeat(201)))))
                .contains("200");
    }

    private Webhook change(String body, Webhook before) {
        return Readings.accepted(read(body)).applyTo(before, NOW);
    }

    private Reading<WebhookChange> read(String body) {
        return rules.readChange(body.getBytes(UTF_8));
    }
}
