package id.sahut.webhooks.common.event;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.id.WorkspaceId;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class EventReaderTest {

    private static final int MAX_BYTES = 4096;
    private static final EventReader READER = new EventReader(EventCatalogue.builtIn(), MAX_BYTES);
    private static final String HEAD =
            "\"event\":\"message.created\",\"timestamp\":\"2024-03-15T08:30:00Z\",\"workspace_id\":\"ws_01HX0Y6H0J2K4L\"";

    /// What must never be in a rejection's detail.
    private static final String PRIVATE = "Budi Santoso";

    @Test
    void theSampleOfEveryTypeIsRead() {
        for (var entry : EventCatalogue.builtIn().entries()) {
            assertThat(READER.read(entry.example()))
                    .isEqualTo(
                            new EventReading.Readable(
                                    new EventEnvelope(
                                            entry.type(), new WorkspaceId("ws_01HX0Y6H0J2K4L"))));
        }
    }

    @Test
    void membersMayComeInAnyOrderWithWhiteSpaceUnicodeAndOthersBetween() {
        assertReadable(
                "\r\n\t {\n\"data\" : {\"event\":\"x\",\"workspace_id\":1,\"text\":\"Halo 👋 สวัสดี\"} ,"
                        + "\"new\":[1,2.5e9,null,true,{}],\"workspace_id\"\t:\"ws_1\",\"event\":\"message.created\"}\n ");
    }

    @Test
    void escapedNamesAndValuesAreTheSameText() {
        assertReadable(
                "{\"\\u0065vent\":\"message\\u002ecreated\",\"workspace\\u005fid\":\"ws_1\"}");
    }

    @Test
    void membersAreLookedForAtTheTopOnly() {
        assertRejected(RejectionReason.UNKNOWN_EVENT_TYPE, "{\"data\":{" + HEAD + "}}");
    }

    @Test
    void anEscapedLoneSurrogateInTheDataIsJsonAndStaysTheCustomersBusiness() {
        assertReadable("{" + HEAD + ",\"data\":\"\\ud800 and \\udc00\"}");
    }

    @Test
    void aMemberThatIsThereTwiceIsRejected() {
        assertThat(rejection("{" + HEAD + ",\"event\":\"contact.created\"}").detail())
                .isEqualTo("two members named event");
        assertThat(rejection("{" + HEAD + ",\"workspace_id\":null}").detail())
                .isEqualTo("two members named workspace_id");
    }

    @Test
    void otherValuesThanAnObjectAreRejected() {
        for (String text :
                List.of(
                        "[]",
                        "[{" + HEAD + "}]",
                        "\"" + PRIVATE + "\"",
                        "1",
                        "null",
                        "true",
                        " ")) {
            assertRejected(RejectionReason.UNREADABLE_JSON, text);
        }
    }

    @Test
    void anythingAfterTheObjectIsRejected() {
        for (String rest : List.of("{}", "]", "x", ",", "\u0000", "// " + PRIVATE, "null")) {
            assertRejected(RejectionReason.UNREADABLE_JSON, "{" + HEAD + "}" + rest);
        }
    }

    @Test
    void whatOnlySomeParsersTakeIsRejected() {
        for (String data :
                List.of(
                        "'" + PRIVATE + "'",
                        "NaN",
                        "01",
                        "+1",
                        ".5",
                        "1.",
                        "0x1",
                        "[1,]",
                        "{\"a\":1,}",
                        "{a:1}",
                        "\"\t\"",
                        "\"\\x41\"",
                        "/* */1",
                        "undefined",
                        "\"" + PRIVATE)) {
            assertRejected(RejectionReason.UNREADABLE_JSON, "{" + HEAD + ",\"data\":" + data + "}");
        }
    }

    @Test
    void aByteOrderMarkIsRejectedBecauseReceiversParsersDoNotTakeIt() {
        assertThat(rejection("\uFEFF{" + HEAD + "}").detail())
                .isEqualTo("begins with a byte order mark");
    }

    @Test
    void otherEncodingsThanUtf8AreRejected() {
        for (Charset charset :
                List.of(
                        UTF_16,
                        UTF_16LE,
                        UTF_16BE,
                        Charset.forName("UTF-32"),
                        Charset.forName("UTF-32LE"))) {
            assertThat(READER.read(("{" + HEAD + "}").getBytes(charset)))
                    .as(charset.name())
                    .isInstanceOfSatisfying(
                            EventReading.Rejected.class,
                            it ->
                                    assertThat(it.reason())
                                            .isEqualTo(RejectionReason.UNREADABLE_JSON));
        }
    }

    @Test
    void brokenUtf8IsRejectedAlsoInsideTheData() {
        var latin1 = ("{" + HEAD + ",\"data\":\"caf\u00e9\"}").getBytes(ISO_8859_1);
        assertThat(READER.read(latin1))
                .isEqualTo(new EventReading.Rejected(RejectionReason.UNREADABLE_JSON, "not UTF-8"));
        for (byte[] broken :
                List.of(
                        new byte[] {(byte) 0xc0, (byte) 0xaf}, // longer than need be
                        new byte[] {
                            (byte) 0xed, (byte) 0xa0, (byte) 0x80
                        }, // half of a surrogate pair
                        new byte[] {
                            (byte) 0xf4, (byte) 0x90, (byte) 0x80, (byte) 0x80
                        }, // past the last
                        new byte[] {(byte) 0xe2, (byte) 0x82})) { // cut off
            byte[] before = ("{" + HEAD + ",\"data\":\"").getBytes(UTF_8);
            byte[] all = Arrays.copyOf(before, before.length + broken.length + 2);
            System.arraycopy(broken, 0, all, before.length, broken.length);
            all[all.length - 2] = '"';
            all[all.length - 1] = '}';
            assertThat(READER.read(all))
                    .isEqualTo(
                            new EventReading.Rejected(
                                    RejectionReason.UNREADABLE_JSON, "not UTF-8"));
        }
    }

    @Test
    void deepNestingIsRejectedAndDoesNoHarm() {
        assertReadable("{" + HEAD + ",\"data\":" + "[".repeat(400) + "]".repeat(400) + "}");
        assertThat(
                        rejection(
                                        "{"
                                                + HEAD
                                                + ",\"data\":"
                                                + "[".repeat(1_000)
                                                + "]".repeat(1_000)
                                                + "}")
                                .detail())
                .isEqualTo("nested deeper than 500 levels");
        var large = new EventReader(EventCatalogue.builtIn(), 1 << 20);
        assertThat(large.read("[".repeat(1 << 20).getBytes(UTF_8)))
                .isInstanceOf(EventReading.Rejected.class);
        assertThat(
                        large.read(
                                ("{" + HEAD + ",\"data\":" + "{\"a\":".repeat(150_000))
                                        .getBytes(UTF_8)))
                .isInstanceOf(EventReading.Rejected.class);
    }

    @Test
    void aNumberOrANameMayBeAsLongAsTheEvent() {
        var large = new EventReader(EventCatalogue.builtIn(), 1 << 20);
        for (String data :
                List.of(
                        "1".repeat(200_000),
                        "0." + "1".repeat(200_000),
                        "{\"" + "n".repeat(200_000) + "\":1}",
                        "\"" + "x".repeat(200_000) + "\"")) {
            assertThat(large.read(("{" + HEAD + ",\"data\":" + data + "}").getBytes(UTF_8)))
                    .isInstanceOf(EventReading.Readable.class);
        }
    }

    @Test
    void whatASchemaRegistrysSerializerWroteIsRejectedAndNamed() {
        byte[] json = ("{" + HEAD + "}").getBytes(UTF_8);
        byte[] value = new byte[5 + json.length];
        value[4] = 42;
        System.arraycopy(json, 0, value, 5, json.length);

        assertThat(READER.read(value))
                .isInstanceOfSatisfying(
                        EventReading.Rejected.class,
                        it -> {
                            assertThat(it.reason()).isEqualTo(RejectionReason.UNREADABLE_JSON);
                            assertThat(it.detail()).contains("schema registry", "JSON alone");
                        });
    }

    @Test
    void aRecordWithoutAValueIsRejected() {
        for (byte @Nullable [] value : new byte @Nullable [] @Nullable [] {null, {}}) {
            assertThat(READER.read(value))
                    .isEqualTo(
                            new EventReading.Rejected(
                                    RejectionReason.UNREADABLE_JSON, "the record has no value"));
        }
    }

    @Test
    void theLimitItselfIsAllowedAndOneByteMoreIsNot() {
        assertThat(READER.read(padded(MAX_BYTES))).isInstanceOf(EventReading.Readable.class);
        assertThat(READER.read(padded(MAX_BYTES + 1)))
                .isEqualTo(
                        new EventReading.Rejected(
                                RejectionReason.TOO_LARGE, "4097 bytes, 4096 are allowed"));
    }

    @Test
    void anUnknownTypeIsRejectedWithTheKnownOnes() {
        for (String event :
                List.of(
                        "\"" + PRIVATE + "\"",
                        "\"Message.Created\"",
                        "null",
                        "1",
                        "{\"a\":1}",
                        "\"\"")) {
            var rejected = rejection("{\"event\":" + event + ",\"workspace_id\":\"ws_1\"}");
            assertThat(rejected.reason()).as(event).isEqualTo(RejectionReason.UNKNOWN_EVENT_TYPE);
            assertThat(rejected.detail())
                    .contains("message.created", "contact.updated")
                    .doesNotContain(PRIVATE);
        }
        assertRejected(RejectionReason.UNKNOWN_EVENT_TYPE, "{}");
    }

    @Test
    void anEventWithoutAWorkspaceIsRejected() {
        for (String workspace :
                List.of("null", "1", "\"\"", "\"ws_\"", "\"" + PRIVATE + "\"", "[\"ws_1\"]")) {
            assertRejected(
                    RejectionReason.MISSING_WORKSPACE_ID,
                    "{\"event\":\"message.created\",\"workspace_id\":" + workspace + "}");
        }
        assertRejected(RejectionReason.MISSING_WORKSPACE_ID, "{\"event\":\"message.created\"}");
    }

    @Test
    void whateverIsDoneToAnEventADetailNeverRepeatsItsText() {
        byte[] whole =
                ("{" + HEAD + ",\"data\":{\"name\":\"" + PRIVATE + "\",\"n\":[1,2]}}")
                        .getBytes(UTF_8);
        for (long seed = 0; seed < 3_000; seed++) {
            var random = new Random(seed);
            byte[] value = Arrays.copyOf(whole, 1 + random.nextInt(whole.length));
            for (int i = random.nextInt(3); i > 0; i--) {
                value[random.nextInt(value.length)] = (byte) random.nextInt(256);
            }
            if (READER.read(value) instanceof EventReading.Rejected(var _, var detail)) {
                assertThat(detail).as("seed %d", seed).doesNotContain("Budi", "Santoso", "ws_01HX");
                assertThat(detail).as("seed %d", seed).hasSizeLessThan(256).isNotBlank();
            }
        }
    }

    private static byte[] padded(int length) {
        String start = "{" + HEAD + ",\"data\":\"";
        return (start + "x".repeat(length - start.length() - 2) + "\"}").getBytes(UTF_8);
    }

    private static void assertReadable(String text) {
        assertThat(READER.read(text.getBytes(UTF_8))).isInstanceOf(EventReading.Readable.class);
    }

    private static void assertRejected(RejectionReason reason, String text) {
        var rejected = rejection(text);
        assertThat(rejected.reason()).as(text).isEqualTo(reason);
        assertThat(rejected.detail()).as(text).doesNotContain(PRIVATE);
    }

    private static EventReading.Rejected rejection(String text) {
        return switch (READER.read(text.getBytes(UTF_8))) {
            case EventReading.Rejected rejected -> rejected;
            case EventReading.Readable readable ->
                    throw new AssertionError(text + " was read as " + readable);
        };
    }
}
