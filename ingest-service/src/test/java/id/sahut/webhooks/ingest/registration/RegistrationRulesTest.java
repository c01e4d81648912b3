package id.sahut.webhooks.ingest.registration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.endpoint.AddressRules;
import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.ingest.wish.Reading;
import id.sahut.webhooks.ingest.wish.Readings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RegistrationRulesTest {

    private final RegistrationRules rules =
            new RegistrationRules(EventCatalogue.builtIn(), AddressRules.publicOnly());

    @Test
    void theGuidesExampleIsAccepted() {
        var reading =
                read(
                        """
                        {
                            "url": "https://yourserver.com/sahut-webhook",
                            "events": ["message.created", "conversation.resolved"]
                          }
                        """);

        Registration wish = Readings.accepted(reading);
        assertThat(wish.url()).hasToString("https://yourserver.com/sahut-webhook");
        assertThat(wish.events())
                .containsExactly(
                        new EventType("message.created"), new EventType("conversation.resolved"));
        assertThat(wish.description()).isEmpty();
        assertThat(wish.enabled()).isEmpty();
    }

    @Test
    void anEventTypeGivenTwiceIsKeptOnce() {
        var reading =
                read(
                        """
                        {"url": "https://a.example.com/",
                         "events": ["message.created", "contact.updated", "message.created"]}
                        """);

        assertThat(Readings.accepted(reading).events())
                .containsExactly(
                        new EventType("message.created"), new EventType("contact.updated"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "not json",
                "[]",
                "null",
                "\"text\"",
                "{\"url\": \"https://a.example.com/\"",
                "{\"url\": \"https://a.example.com/\"} {}",
                "{}",
                "{\"url\": \"https://a.example.com/\"}",
                "{\"events\": [\"message.created\"]}",
                "{\"url\": null, \"events\": [\"message.created\"]}",
                "{\"url\": 7, \"events\": [\"message.created\"]}",
                "{\"url\": \"https://a.example.com/\", \"events\": \"message.created\"}",
                "{\"url\": \"https://a.example.com/\", \"events\": [7]}",
                "{\"url\": \"https://a.example.com/\", \"events\": [null]}",
                "{\"url\": \"https://a.example.com/\", \"events\": null}",
                "{\"url\": \"https://a.example.com/\", \"events\": [\"message.created\"],"
                        + " \"description\": 7}",
                "{\"url\": \"https://a.example.com/\", \"events\": [\"message.created\"],"
                        + " \"enabled\": \"true\"}",
                "{\"url\": \"https://a.example.com/\", \"events\": [\"message.created\"],"
                        + " \"enabled\": null}",
                "{\"url\": \"https://a.example.com/\", \"url\": \"https://b.example.com/\","
                        + " \"events\": [\"message.created\"]}"
            })
    void whatIsUnreadableMissingOrOfTheWrongTypeIsMalformed(String body) {
        assertThat(read(body)).isInstanceOf(Reading.Malformed.class);
    }

    @Test
    void aMissingMemberIsNamed() {
        assertThat(read("{\"url\": \"https://a.example.com/\"}"))
                .isEqualTo(new Reading.Malformed<>("events is required"));
    }

    @Test
    void unknownMembersAreRefusedByName() {
        var reading =
                read(
                        """
                        {"url": "https://a.example.com/", "events": ["message.created"],
                         "event": "x", "colour": "red"}
                        """);

        assertThat(reading)
                .isEqualTo(
                        new Reading.Invalid<>(
                                "unknown members: 'event', 'colour'; allowed are: url, events,"
                                        + " description, enabled"));
    }

    @Test
    void anUnknownEventTypeIsRefusedWithThoseThatAreAllowed() {
        var reading = read("{\"url\": \"https://a.example.com/\", \"events\": [\"message.gone\"]}");

        assertThat(Readings.invalid(reading)).contains("'message.gone'", "message.created");
    }

    @Test
    void noEventTypeAtAllIsRefused() {
        assertThat(read("{\"url\": \"https://a.example.com/\", \"events\": []}"))
                .isInstanceOf(Reading.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "http://a.example.com/",
                "https://127.0.0.1/",
                "https://[::1]/",
                "https://10.1.2.3/",
                "https://169.254.169.254/latest",
                "https://user@a.example.com/",
                "https://a.example.com:6379/"
            })
    void everyRefusedUrlGetsTheSameAnswer(String url) {
        var reading = read("{\"url\": \"" + url + "\", \"events\": [\"message.created\"]}");

        assertThat(reading)
                .isEqualTo(read("{\"url\": \"ftp://x\", \"events\": [\"message.created\"]}"))
                .isInstanceOf(Reading.Invalid.class);
    }

    @Test
    void aLongTextIsNotRepeatedInFull() {
        var reading =
                read(
                        "{\"url\": \"https://a.example.com/\", \"events\": [\"%s\"]}"
                                .formatted("x".repeat(10_000)));

        assertThat(Readings.invalid(reading)).hasSizeLessThan(400);
    }

    @Test
    void whatNoJsonCanHoldIsNotRepeated() {
        var reading =
                read(
                        """
                        {"url": "https://a.example.com/", "events": ["a\\ud800b\\u0000"]}
                        """);

        assertThat(Readings.invalid(reading)).contains("'a?b?'");
    }

    @Test
    void aDescriptionMayBeGivenAndTheWebhookSwitchedOffFromTheStart() {
        Registration wish =
                Readings.accepted(
                        read(
                                """
                                {"url": "https://a.example.com/", "events": ["message.created"],
                                 "description": "Für den CRM 💬", "enabled": false}
                                """));

        assertThat(wish.description()).contains("Für den CRM 💬");
        assertThat(wish.enabled()).contains(false);
    }

    private Reading<Registration> read(String body) {
        return rules.readRegistration(body.getBytes(UTF_8));
    }
}
