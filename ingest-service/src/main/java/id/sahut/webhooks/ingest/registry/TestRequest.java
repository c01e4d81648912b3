package id.sahut.webhooks.ingest.registry;

import id.sahut.webhooks.common.event.EventType;
import java.util.Optional;

/// The wish to have a sample event sent to a webhook. Immutable.
///
/// @param event which type, also one that the webhook didn't subscribe to; empty for its first
public record TestRequest(Optional<EventType> event) {}
