package id.sahut.webhooks.ingest.redrive;

import id.sahut.webhooks.common.delivery.Delivery;

/// What is to be written so that a delivery is sent again. Immutable.
public sealed interface Again {

    record Ready(Delivery delivery) implements Again {}

    /// There is nothing to send any more, or it has been sent too often.
    record Never() implements Again {}

    /// Its payload is not to be had just now.
    record NotNow() implements Again {}
}
