package id.sahut.webhooks.ingest.registration;

import id.sahut.webhooks.common.endpoint.EndpointUrl;
import id.sahut.webhooks.common.event.EventType;
import java.util.List;

/// What came of reading the wish to register a webhook. Immutable.
public sealed interface RegistrationReading {

    /// @param events in the order given, without repeats, at least one
    record Accepted(EndpointUrl url, List<EventType> events) implements RegistrationReading {}

    /// Not JSON, a required member is missing, or one has the wrong type.
    ///
    /// @param why what was wrong and what is allowed, for the customer
    record Malformed(String why) implements RegistrationReading {}

    /// Readable, but not a webhook that can be registered.
    ///
    /// @param why what was wrong and what is allowed, for the customer
    record Invalid(String why) implements RegistrationReading {}
}
