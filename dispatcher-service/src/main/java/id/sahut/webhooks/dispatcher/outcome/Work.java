package id.sahut.webhooks.dispatcher.outcome;

import id.sahut.webhooks.common.delivery.Delivery;

/// A delivery that this dispatcher has read and answers for. Immutable.
///
/// @param place where it was read
public record Work(Delivery delivery, Place place) {

    public int bytes() {
        return delivery.payload().length;
    }
}
