package id.sahut.webhooks.common.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.sahut.webhooks.common.id.WorkspaceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EventCatalogueTest {

    @TempDir private Path folder;

    @Test
    void theBuiltInTypesAreThoseOfThePublicGuide() {
        assertThat(EventCatalogue.builtIn().types())
                .extracting(EventType::name)
                .containsExactly(
                        "conversation.created",
                        "conversation.updated",
                        "conversation.resolved",
                        "message.created",
                        "contact.created",
                        "contact.updated");
        assertThat(EventCatalogue.builtIn().entries())
                .extracting(EventCatalogue.Entry::description)
                .contains(
                        "A new message is sent or received in any conversation",
                        "A conversation’s status, assignee, or labels change");
    }

    @Test
    void aTypeIsAlwaysTheSameObject() {
        var catalogue = EventCatalogue.builtIn();
        assertThat(catalogue.find("message.created").orElseThrow())
                .isSameAs(catalogue.find("message.created").orElseThrow());
        assertThat(catalogue.find("message.deleted")).isEqualTo(Optional.empty());
    }

    @Test
    void anExampleOfAWorkspaceDiffersFromTheExampleInTheWorkspaceAlone() {
        for (var entry : EventCatalogue.builtIn().entries()) {
            String example = new String(entry.example(), UTF_8);

            assertThat(entry.exampleOf(new WorkspaceId("ws_mine")))
                    .asString(UTF_8)
                    .isEqualTo(
                            example.replace(
                                    "\"workspace_id\":\"ws_01HX0Y6H0J2K4L\"",
                                    "\"workspace_id\":\"ws_mine\""))
                    .isNotEqualTo(example);
        }
    }

    @Test
    void anOperatorsFileReplacesTheBuiltInTypes() throws IOException {
        var catalogue =
                load(
                        """
                        [{"type": "order.paid", "description": "An order is paid", "example": {"event":"order.paid","timestamp":"2024-03-15T08:30:00Z","workspace_id":"ws_1","data":{}}}]
                        """);
        assertThat(catalogue.types()).extracting(EventType::name).containsExactly("order.paid");
        assertThat(catalogue.entries())
                .singleElement()
                .satisfies(it ->
                        assertThat(it.example())
                                .asString()
                                .isEqualTo(
                                        "{\"event\":\"order.paid\",\"timestamp\":\"2024-03-15T08:30:00Z\",\"workspace_id\":\"ws_1\",\"data\":{}}"));
    }

    @Test
    void aFileThatIsNoCatalogueIsRefusedWithWhatIsWrong() {
        String atLeastOne = "an event catalogue is a JSON array with at least one event type";
        assertRefused("", atLeastOne);
        assertRefused("[]", atLeastOne);
        assertRefused("null", atLeastOne);
        assertRefused(
                "{\"a\": {\"type\": \"a\", \"description\": \"A\", \"example\": {}}}", atLeastOne);
        assertRefused("[", "the event catalogue is not JSON: ");
        assertRefused(
                "[1]",
                "an event type is lower-case words set apart by dots, 64 characters at most, not ''");
        assertRefused("[{\"type\": \"Order\"}]", "an event type is lower-case words");
        assertRefused(
                "[{\"type\": \"a\", \"example\": {}}]",
                "event type a needs a description, and an example that is such an event");
        String event =
                "{\"event\": \"a\", \"timestamp\": \"2024-03-15T08:30:00Z\", \"workspace_id\": \"ws_1\", \"data\": {}}";
        for (String example :
                List.of(
                        "1",
                        "{}",
                        event.replace("\"a\"", "\"b\""),
                        event.replace("timestamp", "time"),
                        event.replace("workspace_id", "workspace"),
                        event.replace("{}", "1"))) {
            assertRefused(
                    "[{\"type\": \"a\", \"description\": \"A\", \"example\": " + example + "}]",
                    "event type a needs a description, and an example that is such an event");
        }
        String one = "{\"type\": \"a\", \"description\": \"A\", \"example\": " + event + "}";
        assertRefused("[" + one + "," + one + "]", "event type a is there twice");
    }

    @Test
    void aFileThatIsNotThereIsNamed() {
        Path file = folder.resolve("none.json");
        assertThatThrownBy(() -> EventCatalogue.load(Optional.of(file)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("there is no file " + file);
    }

    @Test
    void aTypesNameIsCheckedWithoutHarmHoweverLongItIs() {
        assertThat(new EventType("a.b_c.1")).hasToString("a.b_c.1");
        for (String name :
                List.of(
                        "",
                        "A",
                        "a.",
                        ".a",
                        "a..b",
                        "a b",
                        "ä",
                        "a\n",
                        "a".repeat(65),
                        "a.".repeat(500_000) + "a")) {
            assertThat(EventType.isWellFormed(name)).isFalse();
            assertThatThrownBy(() -> new EventType(name))
                    .isInstanceOf(IllegalArgumentException.class)
                    .message()
                    .hasSizeLessThan(200);
        }
    }

    private void assertRefused(String json, String why) {
        assertThatThrownBy(() -> load(json))
                .as(json)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith(why);
    }

    private EventCatalogue load(String json) throws IOException {
        return EventCatalogue.load(
                Optional.of(Files.writeString(folder.resolve("types.json"), json)));
    }
}
