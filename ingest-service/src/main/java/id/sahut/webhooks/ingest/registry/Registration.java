package id.sahut.webhooks.ingest.registry;

import id.sahut.webhooks.common.endpoint.EndpointUrl;
import id.sahut.webhooks.common.event.EventType;
import java.util.List;
import java.util.Optional;

/// The wish to register a webhook. Immutable.
///
/// @param events in the order given, without repeats, at least one
/// @param enabled empty when it wasn't said; then it is
public record Registration(
        EndpointUrl url,
        List<EventType> events,
        Optional<String> description,
        Optional<Boolean> enabled) {}
