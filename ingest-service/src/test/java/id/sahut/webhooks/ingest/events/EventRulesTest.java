package id.sahut.webhooks.ingest.events;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventEnvelope;
import id.sahut.webhooks.common.event.EventReader;
import id.sahut.webhooks.common.event.EventReading;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.ingest.wish.Reading;
import id.sahut.webhooks.ingest.wish.Readings;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventRulesTest {

    private static final int MAX_BYTES = 4096;
    private static final WorkspaceId WORKSPACE = new WorkspaceId("ws_1");
    private static final String EVENT =
            """
            {"event": "message.created", "timestamp": "2024-03-15T08:30:00Z",
             "workspace_id": "ws_1", "data": {"text": "Halo", "tags": [{"a": 1}, {"a": 2}]}}
            """;

    private final EventReader reader = new EventReader(EventCatalogue.builtIn(), MAX_BYTES);
    private final EventRules rules = new EventRules(reader);

    @Test
    void anEventOfTheCallersWorkspaceIsAccepted() {
        assertThat(read(EVENT)).isInstanceOf(Reading.Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2024-03-15T08:30:00Z",
                "2024-03-15T08:30:00.123456789Z",
                "2024-03-15T15:30:00+07:00"
            })
    void aTimestampIsAnyInstant(String timestamp) {
        assertThat(read(EVENT.replace("2024-03-15T08:30:00Z", timestamp)))
                .isInstanceOf(Reading.Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "now",
                "2024-03-15",
                "2024-03-15T08:30:00",
                "2024-02-30T08:30:00Z",
                "+12024-03-15T08:30:00Z",
                "1710491400"
            })
    void aTimestampThatIsNoInstantIsInvalid(String timestamp) {
        assertThat(invalid(EVENT.replace("2024-03-15T08:30:00Z", timestamp)))
                .startsWith("timestamp must be an ISO 8601 instant");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"event\": \"message.created\", | | event is required",
                "\"timestamp\": \"2024-03-15T08:30:00Z\", | | timestamp is required",
                "\"workspace_id\": \"ws_1\", | | workspace_id is required",
                "\"data\": | \"date\": | data is required",
                "\"message.created\" | null | event must be a string",
                "\"2024-03-15T08:30:00Z\" | 1710491400 | timestamp must be a string",
                "\"ws_1\" | [\"ws_1\"] | workspace_id must be a string",
                "\"data\": { | \"data\": [], \"x\": { | data must be an object",
                "\"data\": { | \"data\": null, \"x\": { | data must be an object"
            })
    void aMemberThatIsMissingOrOfTheWrongTypeMakesItMalformed(String from, String to, String why) {
        assertThat(malformed(EVENT.replace(from, to == null ? "" : to))).isEqualTo(why);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "{", "[]", "null", "{} {}", "{}x", "\uFEFF{}"})
    void whatIsNotOneObjectIsMalformed(String body) {
        assertThat(malformed(body)).startsWith("the body must be");
    }

    @Test
    void anotherEncodingIsMalformed() {
        byte[] latin =
                EVENT.replace("Halo", "H\u00e9")
                        .getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);

        assertThat(rules.read(WORKSPACE, latin)).isInstanceOf(Reading.Malformed.class);
        assertThat(rules.read(WORKSPACE, EVENT.getBytes(UTF_16LE)))
                .isInstanceOf(Reading.Malformed.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"data\": { | \"data\": {}, \"data\": {",
                "\"data\": { | \"\\u0064ata\": {}, \"data\": {",
                "\"timestamp\" | \"timestamp\": \"x\", \"timestamp\"",
                "\"event\" | \"event\": \"message.created\", \"event\"",
                "{\"a\": 1} | {\"a\": 1, \"a\": 1}"
            })
    void aRepeatedMemberIsMalformedWhereverItIs(String from, String to) {
        assertThat(malformed(EVENT.replace(from, to))).isNotBlank();
    }

    @Test
    void aNumberOrANameMayBeAsLongAsTheEvent() {
        var large = new EventRules(new EventReader(EventCatalogue.builtIn(), 1 << 20));
        for (String data :
                List.of(
                        "{\"n\": " + "1".repeat(100_000),
                        "{\"n\": 0." + "1".repeat(100_000),
                        "{\"" + "n".repeat(100_000) + "\": 1")) {
            byte[] event = EVENT.replace("{\"text\": \"Halo\"", data).getBytes(UTF_8);

            assertThat(large.read(WORKSPACE, event)).isInstanceOf(Reading.Accepted.class);
        }
    }

    @Test
    void whatIsNestedTooDeepIsToldSo() {
        assertThat(malformed(EVENT.replace("\"Halo\"", "[".repeat(600) + "]".repeat(600))))
                .isEqualTo(
                        "the body must be one JSON object in UTF-8: nested deeper than 500 levels");
    }

    @Test
    void unknownMembersAreInvalidAndNamed() {
        assertThat(invalid(EVENT.replace("\"data\"", "\"id\": 7, \"event_id\": {}, \"data\"")))
                .isEqualTo(
                        "unknown members: 'id', 'event_id'; allowed are: event, timestamp,"
                                + " workspace_id, data");
    }

    @Test
    void ofManyUnknownMembersOnlyTheFirstFewAreNamed() {
        var many = new StringBuilder();
        for (int i = 0; i < 40; i++) {
            many.append("\"").append("x".repeat(70)).append(i).append("\": 1, ");
        }

        assertThat(invalid(EVENT.replace("\"data\"", many + "\"data\"")))
                .contains("…' and 35 more;")
                .hasSizeLessThan(600);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "message.created | message.deleted | event must be one of",
                "ws_1            | ws_2            | workspace_id must be the API key's own",
                "ws_1            | one             | workspace_id must be 'ws_'"
            })
    void whatCantBePublishedIsInvalid(String from, String to, String why) {
        assertThat(invalid(EVENT.replace(from, to))).startsWith(why);
    }

    @Test
    void anEventMayHaveSoManyBytesAndNotOneMore() {
        String largest = EVENT.strip() + " ".repeat(MAX_BYTES - EVENT.strip().length());

        assertThat(read(largest)).isInstanceOf(Reading.Accepted.class);
        assertThat(invalid(largest + " ")).contains("4097 bytes, 4096 are allowed");
    }

    @Test
    void whatIsAcceptedIsNeverRejectedByTheFanOut() {
        int accepted = 0;
        for (long seed = 0; seed < 20_000; seed++) {
            byte[] body = EVENT.getBytes(UTF_8);
            var random = new Random(seed);
            for (int i = random.nextInt(3); i > 0; i--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            if (rules.read(WORKSPACE, body) instanceof Reading.Accepted) {
                accepted++;
                assertThat(reader.read(body))
                        .as("seed %d", seed)
                        .isInstanceOf(EventReading.Readable.class);
            }
        }
        assertThat(accepted).isPositive();
    }

    private Reading<EventEnvelope> read(String body) {
        return rules.read(WORKSPACE, body.getBytes(UTF_8));
    }

    private String malformed(String body) {
        return Readings.malformed(read(body));
    }

    private String invalid(String body) {
        return Readings.invalid(read(body));
    }
}
