package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.WorkspaceId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.json.JsonMapper;

/// An event type as a page shows it. Immutable.
///
/// @param description in the page's language, where we know it
/// @param example an event of the workspace, indented; empty for a type that is no longer known
/// @param isChosen whether its box is ticked
record TypeChoice(String name, String description, String example, boolean isChosen) {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final ObjectWriter INDENTED =
            JSON.writer()
                    .with(
                            new DefaultPrettyPrinter(
                                    Separators.createDefaultInstance()
                                            .withObjectNameValueSpacing(Separators.Spacing.AFTER)
                                            .withArrayEmptySeparator("")));
    private static final EventCatalogue BUILT_IN = EventCatalogue.builtIn();

    /// Every type of the catalogue, and those chosen before that it no longer has.
    static List<TypeChoice> all(
            EventCatalogue catalogue,
            WorkspaceId workspace,
            Texts texts,
            Collection<String> chosen) {
        Stream<TypeChoice> known =
                catalogue.entries().stream()
                        .map(it ->
                                new TypeChoice(
                                        it.type().name(),
                                        description(it, texts),
                                        INDENTED.writeValueAsString(
                                                JSON.readTree(it.exampleOf(workspace))),
                                        chosen.contains(it.type().name())));
        Stream<TypeChoice> gone =
                chosen.stream()
                        .filter(EventType::isWellFormed)
                        .filter(it -> catalogue.find(it).isEmpty())
                        .map(it -> new TypeChoice(it, texts.get("events.gone"), "", true));
        return Stream.concat(known, gone).toList();
    }

    boolean hasExample() {
        return !example.isEmpty();
    }

    /// An operator's own description stays as the operator wrote it.
    private static String description(EventCatalogue.Entry entry, Texts texts) {
        String name = entry.type().name();
        Optional<String> builtIn = BUILT_IN.entry(name).map(EventCatalogue.Entry::description);
        return builtIn.filter(entry.description()::equals)
                .flatMap(_ -> texts.find("event." + name))
                .orElse(entry.description());
    }
}
