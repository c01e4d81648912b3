package id.sahut.webhooks.standalone.demo;

import id.sahut.webhooks.common.event.EventType;
import java.util.List;

/// One of the demo's receiving endpoints. Immutable.
///
/// @param failures how many POSTs it answers with 500 before it takes one
record Endpoint(String path, List<EventType> events, int failures, String purpose) {

    /// The status it answers its POST number `count` with, 1 for the first.
    int statusOf(int count) {
        return count <= failures ? 500 : 200;
    }
}
