package id.sahut.webhooks.dispatcher.lane;

import java.time.Duration;

/// How much may be under way at once. Immutable.
///
/// @param inFlight attempts in flight in all
/// @param inFlightPerEndpoint attempts in flight to one endpoint
/// @param inFlightToSlowEndpoint the same, for an endpoint whose recent attempts all failed slowly
/// @param dueInFlight attempts in flight in all that are not the delivery's first
/// @param queued deliveries waiting for their turn in all
/// @param heldBytes the payloads of what is queued and in flight, in bytes
/// @param maxWait how long a delivery may wait for an endpoint that has enough to do
public record LaneLimits(
        int inFlight,
        int inFlightPerEndpoint,
        int inFlightToSlowEndpoint,
        int dueInFlight,
        int queued,
        long heldBytes,
        Duration maxWait) {}
