package id.sahut.webhooks.common.delivery;

/// What came of reading a delivery record. Immutable.
public sealed interface DeliveryReading {

    /// @param again whether it is meant to be delivered though there was one of the same id before:
    ///   it had expired, or somebody replays its event
    record Readable(Delivery delivery, boolean again) implements DeliveryReading {}

    /// There is nothing to send, or nobody to send it to.
    record Unreadable(String why) implements DeliveryReading {}
}
