package id.sahut.webhooks.common.event;

import id.sahut.webhooks.common.id.WorkspaceId;

/// What the pipeline needs to know of an event. The rest of it is the customer's business and is
/// not looked at. Immutable.
public record EventEnvelope(EventType type, WorkspaceId workspaceId) {}
