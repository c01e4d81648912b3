package id.sahut.webhooks.ingest.registry;

import id.sahut.webhooks.common.endpoint.AddressRules;
import id.sahut.webhooks.common.endpoint.EndpointCheck;
import id.sahut.webhooks.common.endpoint.EndpointUrl;
import id.sahut.webhooks.common.event.EventCatalogue;
import id.sahut.webhooks.common.event.EventType;
import id.sahut.webhooks.common.id.WorkspaceId;
import id.sahut.webhooks.ingest.wish.Echo;
import id.sahut.webhooks.ingest.wish.MemberType;
import id.sahut.webhooks.ingest.wish.Reading;
import id.sahut.webhooks.ingest.wish.WishBody;
import id.sahut.webhooks.ingest.wish.WorkspaceMember;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/// Reads what somebody wants done with webhooks, and holds it to the rules. Immutable, safe for any
/// thread.
final class RegistrationRules {

    private static final Duration DEFAULT_OVERLAP = Duration.ofDays(1);
    private static final Duration MAX_OVERLAP = Duration.ofDays(7);

    private static final WishBody CHANGE = new WishBody(webhookMembers(), List.of());
    private static final WishBody REGISTRATION =
            new WishBody(registrationMembers(), List.of("url", "events"));
    private static final WishBody ROTATION =
            new WishBody(Map.of("overlap_seconds", MemberType.WHOLE_NUMBER), List.of());
    private static final WishBody TEST = new WishBody(Map.of("event", MemberType.TEXT), List.of());

    private final EventCatalogue catalogue;
    private final AddressRules addresses;

    RegistrationRules(EventCatalogue catalogue, AddressRules addresses) {
        this.catalogue = catalogue;
        this.addresses = addresses;
    }

    Reading<Registration> readRegistration(byte[] body) {
        return REGISTRATION
                .read(body)
                .then(json ->
                        WorkspaceMember.of(json)
                                .then(workspace ->
                                        change(json)
                                                .then(it ->
                                                        new Reading.Accepted<>(
                                                                registration(it, workspace)))));
    }

    private static Registration registration(WebhookChange wish, Optional<WorkspaceId> workspace) {
        return new Registration(
                wish.url().orElseThrow(),
                wish.events().orElseThrow(),
                wish.description().after(Optional.empty()),
                wish.enabled(),
                workspace);
    }

    Reading<WebhookChange> readChange(byte[] body) {
        return CHANGE.read(body).then(this::change);
    }

    /// @param body nothing at all is the same as an empty object
    Reading<Rotation> readRotation(byte[] body) {
        return body.length == 0
                ? new Reading.Accepted<>(new Rotation(DEFAULT_OVERLAP))
                : ROTATION.read(body).then(RegistrationRules::rotation);
    }

    /// @param body nothing at all is the same as an empty object
    Reading<TestRequest> readTest(byte[] body) {
        return body.length == 0
                ? new Reading.Accepted<>(new TestRequest(Optional.empty()))
                : TEST.read(body).then(this::test);
    }

    EndpointCheck check(String url) {
        return EndpointUrl.check(url, addresses);
    }

    /// Why today's rules refuse a URL that may once have passed, for the customer; empty when they
    /// don't.
    Optional<String> refusal(String url) {
        return switch (EndpointUrl.check(url, addresses)) {
            case EndpointCheck.Refused(var reason) -> Optional.of(UrlRefusal.why(reason));
            case EndpointCheck.Accepted(var _) -> Optional.empty();
        };
    }

    private Reading<WebhookChange> change(JsonNode json) {
        return url(json)
                .then(url ->
                        events(json)
                                .then(events ->
                                        description(json)
                                                .then(description ->
                                                        new Reading.Accepted<>(
                                                                new WebhookChange(
                                                                        url,
                                                                        events,
                                                                        description,
                                                                        enabled(json))))));
    }

    private Reading<Optional<EndpointUrl>> url(JsonNode json) {
        if (!json.has("url")) {
            return new Reading.Accepted<>(Optional.empty());
        }
        return switch (EndpointUrl.check(json.path("url").stringValue(), addresses)) {
            case EndpointCheck.Refused(var reason) -> new Reading.Invalid<>(UrlRefusal.why(reason));
            case EndpointCheck.Accepted(var url) -> new Reading.Accepted<>(Optional.of(url));
        };
    }

    private Reading<Optional<List<EventType>>> events(JsonNode json) {
        if (!json.has("events")) {
            return new Reading.Accepted<>(Optional.empty());
        }
        var events = new LinkedHashSet<EventType>();
        var unknown = new LinkedHashSet<String>();
        for (JsonNode node : json.path("events")) {
            String name = node.stringValue();
            catalogue.find(name).ifPresentOrElse(events::add, () -> unknown.add(name));
        }
        if (!unknown.isEmpty()) {
            return unknownTypes(List.copyOf(unknown));
        }
        return events.isEmpty()
                ? new Reading.Invalid<>(
                        "events must name at least one event type; allowed are: " + allowed())
                : new Reading.Accepted<>(Optional.of(List.copyOf(events)));
    }

    private static Reading<WebhookChange.Description> description(JsonNode json) {
        JsonNode given = json.path("description");
        if (given.isMissingNode()) {
            return new Reading.Accepted<>(new WebhookChange.Description.Kept());
        }
        if (given.isNull()) {
            return new Reading.Accepted<>(new WebhookChange.Description.Removed());
        }
        String text = given.stringValue();
        return Registration.isDescription(text)
                ? new Reading.Accepted<>(new WebhookChange.Description.Given(text))
                : new Reading.Invalid<>(
                        "description must have 1 to %d characters and no control characters, or be"
                                        .formatted(Registration.MAX_DESCRIPTION)
                                + " null");
    }

    private static Optional<Boolean> enabled(JsonNode json) {
        return json.has("enabled")
                ? Optional.of(json.path("enabled").booleanValue())
                : Optional.empty();
    }

    private static Reading<Rotation> rotation(JsonNode json) {
        if (!json.has("overlap_seconds")) {
            return new Reading.Accepted<>(new Rotation(DEFAULT_OVERLAP));
        }
        JsonNode given = json.path("overlap_seconds");
        long seconds = given.canConvertToLong() ? given.longValue() : -1;
        return seconds >= 0 && seconds <= MAX_OVERLAP.toSeconds()
                ? new Reading.Accepted<>(new Rotation(Duration.ofSeconds(seconds)))
                : new Reading.Invalid<>(
                        "overlap_seconds must be from 0 to " + MAX_OVERLAP.toSeconds());
    }

    private Reading<TestRequest> test(JsonNode json) {
        if (!json.has("event")) {
            return new Reading.Accepted<>(new TestRequest(Optional.empty()));
        }
        String name = json.path("event").stringValue();
        return catalogue
                .find(name)
                .<Reading<TestRequest>>map(
                        it -> new Reading.Accepted<>(new TestRequest(Optional.of(it))))
                .orElseGet(() -> unknownTypes(List.of(name)));
    }

    private <T> Reading<T> unknownTypes(List<String> names) {
        return new Reading.Invalid<>(
                "unknown event types: %s; allowed are: %s".formatted(Echo.of(names), allowed()));
    }

    private String allowed() {
        return catalogue.types().stream().map(EventType::name).collect(Collectors.joining(", "));
    }

    private static Map<String, MemberType> webhookMembers() {
        var members = new LinkedHashMap<String, MemberType>();
        members.put("url", MemberType.TEXT);
        members.put("events", MemberType.TEXTS);
        members.put("description", MemberType.TEXT_OR_NULL);
        members.put("enabled", MemberType.FLAG);
        return members;
    }

    private static Map<String, MemberType> registrationMembers() {
        Map<String, MemberType> members = webhookMembers();
        members.put(WorkspaceMember.NAME, MemberType.TEXT);
        return members;
    }
}
