package id.sahut.webhooks.ingest.registration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.endpoint.AddressRules;
import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventType;
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

        assertThat(reading)
                .isInstanceOfSatisfying(
                        RegistrationReading.Accepted.class,
                        it -> {
                            assertThat(it.url())
                                    .hasToString("https://yourserver.com/sahut-webhook");
                            assertThat(it.events())
                                    .containsExactly(
                                            new EventType("message.created"),
                                            new EventType("conversation.resolved"));
                        });
    }

    @Test
    void anEventTypeGivenTwiceIsKeptOnce() {
        var reading =
                read(
                        """
                        {"url": "https://a.example.com/",
                         "events": ["message.created", "contact.updated", "message.created"]}
                        """);

        assertThat(reading)
                .isInstanceOfSatisfying(
                        RegistrationReading.Accepted.class,
                        it ->
                                assertThat(it.events())
                                        .containsExactly(
                                                new EventType("message.created"),
                                                new EventType("contact.updated")));
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
                "{\"url\": \"https://a.example.com/\", \"url\": \"https://b.example.com/\","
                        + " \"events\": [\"message.created\"]}"
            })
    void whatIsUnreadableMissingOrOfTheWrongTypeIsMalformed(String body) {
        assertThat(read(body)).isInstanceOf(RegistrationReading.Malformed.class);
    }

    @Test
    void aMissingMemberIsNamed() {
        assertThat(read("{\"url\": \"https://a.example.com/\"}"))
                .isEqualTo(new RegistrationReading.Malformed("events is required"));
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
                        new RegistrationReading.Invalid(
                                "unknown members: 'event', 'colour'; allowed are: url, events"));
    }

    @Test
    void anUnknownEventTypeIsRefusedWithThoseThatAreAllowed() {
        var reading = read("{\"url\": \"https://a.example.com/\", \"events\": [\"message.gone\"]}");

        assertThat(reading)
                .isInstanceOfSatisfying(
                        RegistrationReading.Invalid.class,
                        it -> assertThat(it.why()).contains("'message.gone'", "message.created"));
    }

    @Test
    void noEventTypeAtAllIsRefused() {
        assertThat(read("{\"url\": \"https://a.example.com/\", \"events\": []}"))
                .isInstanceOf(RegistrationReading.Invalid.class);
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
                .isInstanceOf(RegistrationReading.Invalid.class);
    }

    @Test
    void aLongTextIsNotRepeatedInFull() {
        var reading =
                read(
                        "{\"url\": \"https://a.example.com/\", \"events\": [\"%s\"]}"
                                .formatted("x".repeat(10_000)));

        assertThat(reading)
                .isInstanceOfSatisfying(
                        RegistrationReading.Invalid.class,
                        it -> assertThat(it.why()).hasSizeLessThan(400));
    }

    private RegistrationReading read(String body) {
        return rules.read(body.getBytes(UTF_8));
    }
}
