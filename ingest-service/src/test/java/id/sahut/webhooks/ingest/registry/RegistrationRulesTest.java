package id.sahut.webhooks.ingest.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.endpoint.AddressRules;
import id.sahut.webhooks.common.endpoint.EndpointCheck.Reason;
import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.ingest.wish.Reading;
import id.sahut.webhooks.ingest.wish.Readings;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

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
                                        + " description, enabled, workspace_id"));
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
    @CsvFileSource(resources = "urls-said.tsv", delimiter = '\t', numLinesToSkip = 1)
    void aUrlIsTakenAsItShouldBeOrRefusedWithTheRuleThatItBreaks(String url, String right) {
        var reading =
                read(
                        JsonMapper.shared()
                                .writeValueAsString(
                                        Map.of("url", url, "events", List.of("message.created"))));

        switch (right) {
            case "taken, | encoded" -> assertThat(taken(reading)).endsWith("/h?f=a%7Cb");
            case "taken, { } encoded" -> assertThat(taken(reading)).endsWith("/h/%7Bid%7D");
            case "taken, ^ ` encoded" -> assertThat(taken(reading)).endsWith("/h?x=%5E%60");
            case "taken, without the trailing dot" ->
                    assertThat(taken(reading)).isEqualTo("https://example.com/h");
            case "refused: white space" ->
                    assertThat(Readings.invalid(reading)).contains("white space", "%20");
            case "refused: https only" ->
                    assertThat(Readings.invalid(reading)).contains("https://", "nor http");
            case "refused: port 25, which says which are allowed" ->
                    assertThat(Readings.invalid(reading)).contains("port", "443", "1024 to 65535");
            case "refused: _ in a host name" ->
                    assertThat(Readings.invalid(reading)).contains("host", "no _");
            case "refused: user name and password" ->
                    assertThat(Readings.invalid(reading)).contains("user name or password");
            case "refused: fragment" ->
                    assertThat(Readings.invalid(reading)).contains("fragment", "#");
            case "refused: not a public address, no more said" ->
                    assertThat(Readings.invalid(reading))
                            .contains("not a public address")
                            .doesNotContain("10.0.0.1", "private");
            default -> throw new AssertionError("nobody knows what is meant by: " + right);
        }
    }

    @Test
    void everyRuleHasATextOfItsOwn() {
        Reason[] all = Reason.values();

        assertThat(all).hasSize(16).extracting(UrlRefusal::why).doesNotHaveDuplicates();
    }

    /// Else whoever may register webhooks could map our network.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://127.0.0.1/",
                "https://[::1]/",
                "https://10.1.2.3/",
                "https://169.254.169.254/latest",
                "https://203.0.113.7/",
                "https://224.0.0.1:8443/"
            })
    void everyAddressThatIsNotPublicGetsTheSameAnswer(String url) {
        var reading = read("{\"url\": \"" + url + "\", \"events\": [\"message.created\"]}");

        assertThat(Readings.invalid(reading)).isEqualTo(UrlRefusal.why(Reason.ADDRESS));
    }

    private static String taken(Reading<Registration> reading) {
        return Readings.accepted(reading).url().toString();
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
