package id.sahut.webhooks.standalone.demo;

import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.WorkspaceId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// The catalogue's examples, as if they had just happened in the demo's workspace. Stateless.
final class SampleEvents {

    private SampleEvents() {}

    static Map<EventType, byte[]> of(WorkspaceId workspace, Instant now) {
        var events = new LinkedHashMap<EventType, byte[]>();
        for (EventCatalogue.Entry entry : EventCatalogue.builtIn().entries()) {
            var event = (ObjectNode) JsonMapper.shared().readTree(entry.example());
            event.put("workspace_id", workspace.value());
            event.put("timestamp", now.truncatedTo(ChronoUnit.SECONDS).toString());
            events.put(entry.type(), JsonMapper.shared().writeValueAsBytes(event));
        }
        return events;
    }
}
