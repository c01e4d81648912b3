package id.sahut.webhooks.ingest.payload;

import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.EventId;

/// What is thought to lie in a place: a topic that was made anew has other records there.
/// Immutable.
///
/// @param eventId what it has to be among the events
/// @param deliveryId what it has to be among the deliveries
public record Expected(EventId eventId, DeliveryId deliveryId) {}
