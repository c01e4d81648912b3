package id.sahut.webhooks.common.delivery;

/// What came of reading a delivery record. Immutable.
public sealed interface DeliveryReading {

    record Readable(Delivery delivery) implements DeliveryReading {}

    /// There is nothing to send, or nobody to send it to.
    record Unreadable(String why) implements DeliveryReading {}
}
