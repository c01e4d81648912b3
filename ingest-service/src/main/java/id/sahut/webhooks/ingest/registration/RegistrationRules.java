package id.sahut.webhooks.ingest.registration;

import id.sahut.webhooks.common.endpoint.AddressRules;
import id.sahut.webhooks.common.endpoint.EndpointCheck;
import id.sahut.webhooks.common.endpoint.EndpointUrl;
import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Reads the wish to register a webhook, `{"url": …, "events": […]}`, and holds it to the rules.
/// Immutable, safe for any thread.
public final class RegistrationRules {

    /// One text for every refused URL: a reason would tell about the network behind us.
    private static final String BAD_URL =
            "url must be an https:// URL of a public server, 2048 characters at most, without user"
                    + " name, password or fragment, on port 443 or an unprivileged port that no"
                    + " well-known service uses";

    private static final Set<String> MEMBERS = new LinkedHashSet<>(List.of("url", "events"));
    private static final int MAX_ECHO = 64;
    private static final int MAX_NAMED = 5;

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final EventCatalogue catalogue;
    private final AddressRules addresses;

    public RegistrationRules(EventCatalogue catalogue, AddressRules addresses) {
        this.catalogue = catalogue;
        this.addresses = addresses;
    }

    public RegistrationReading read(byte[] body) {
        JsonNode json;
        try {
            json = JSON.readTree(body);
        } catch (JacksonException e) {
            return new RegistrationReading.Malformed(
                    "the body must be one JSON object without repeated members; it can't be read");
        }
        Optional<String> malformed = malformed(json);
        if (malformed.isPresent()) {
            return new RegistrationReading.Malformed(malformed.get());
        }
        List<String> unknown =
                json.propertyNames().stream().filter(it -> !MEMBERS.contains(it)).toList();
        if (!unknown.isEmpty()) {
            return invalid(
                    "unknown members: %s; allowed are: %s"
                            .formatted(echo(unknown), String.join(", ", MEMBERS)));
        }
        return switch (EndpointUrl.check(json.path("url").stringValue(), addresses)) {
            case EndpointCheck.Refused(var _) -> invalid(BAD_URL);
            case EndpointCheck.Accepted(var url) -> events(url, json.path("events"));
        };
    }

    private static Optional<String> malformed(JsonNode json) {
        if (!json.isObject()) {
            return Optional.of("the body must be a JSON object");
        }
        for (String required : MEMBERS) {
            if (!json.has(required)) {
                return Optional.of(required + " is required");
            }
        }
        if (!json.path("url").isString()) {
            return Optional.of("url must be a string");
        }
        JsonNode events = json.path("events");
        boolean strings = events.isArray() && events.values().stream().allMatch(JsonNode::isString);
        return strings ? Optional.empty() : Optional.of("events must be an array of strings");
    }

    private RegistrationReading events(EndpointUrl url, JsonNode names) {
        var events = new LinkedHashSet<EventType>();
        var unknown = new LinkedHashSet<String>();
        for (JsonNode node : names) {
            String name = node.stringValue();
            catalogue.find(name).ifPresentOrElse(events::add, () -> unknown.add(name));
        }
        if (!unknown.isEmpty()) {
            return invalid(
                    "unknown event types: %s; allowed are: %s"
                            .formatted(echo(List.copyOf(unknown)), allowed()));
        }
        if (events.isEmpty()) {
            return invalid("events must name at least one event type; allowed are: " + allowed());
        }
        return new RegistrationReading.Accepted(url, List.copyOf(events));
    }

    private String allowed() {
        return catalogue.types().stream().map(EventType::name).collect(Collectors.joining(", "));
    }

    /// What the customer sent, so that they find it, but not all of it however long it is.
    private static String echo(List<String> texts) {
        String named =
                texts.stream()
                        .limit(MAX_NAMED)
                        .map(it -> it.length() <= MAX_ECHO ? it : it.substring(0, MAX_ECHO) + "…")
                        .map(it -> "'" + it + "'")
                        .collect(Collectors.joining(", "));
        int rest = texts.size() - MAX_NAMED;
        return rest > 0 ? "%s and %d more".formatted(named, rest) : named;
    }

    private static RegistrationReading invalid(String why) {
        return new RegistrationReading.Invalid(why);
    }
}
