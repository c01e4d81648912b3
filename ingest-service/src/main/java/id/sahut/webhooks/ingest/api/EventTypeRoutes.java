package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.ingest.http.Answer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.json.JsonMapper;

/// What requests about event types are answered. Knows no web server. Immutable, safe for any
/// thread.
final class EventTypeRoutes {

    private final List<Map<String, Object>> types;

    EventTypeRoutes(EventCatalogue catalogue) {
        this.types = catalogue.entries().stream().map(EventTypeRoutes::shown).toList();
    }

    /// All of them, unless a page is asked for.
    Answer list(Optional<String> page, Optional<String> perPage) {
        return page.isEmpty() && perPage.isEmpty()
                ? Answers.page(types, Page.whole(types.size()), types.size())
                : Answers.list(types, page, perPage, it -> it);
    }

    private static Map<String, Object> shown(EventCatalogue.Entry entry) {
        var members = new LinkedHashMap<String, Object>();
        members.put("type", entry.type().name());
        members.put("description", entry.description());
        members.put("example", JsonMapper.shared().readTree(entry.example()));
        return members;
    }
}
