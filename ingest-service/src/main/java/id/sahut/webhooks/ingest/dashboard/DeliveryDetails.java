package id.sahut.webhooks.ingest.dashboard;

import java.util.List;
import java.util.Optional;

/// What a delivery's template is about. Immutable.
///
/// @param notice what came of sending it again
/// @param webhook whose it is
/// @param said how it stands, in a sentence
/// @param next when the next attempt is due
/// @param headers that are the same for every attempt
/// @param curl empty without a payload
record DeliveryDetails(
        Frame frame,
        Optional<Notice> notice,
        String id,
        String webhook,
        UrlParts url,
        String event,
        String eventId,
        StateSign state,
        String said,
        Moment published,
        String attempts,
        Optional<Moment> next,
        Body body,
        List<Header> headers,
        Optional<String> curl,
        List<Step> timeline) {

    /// Where it is told by itself.
    String path() {
        return Places.delivery(id);
    }

    /// The payload, or why there is none.
    ///
    /// @param text in lines
    /// @param size of what was sent
    /// @param isCut whether there is more than the page shows
    /// @param missing why there is no text
    record Body(
            Optional<String> text, String size, boolean isCut, boolean isLong, String missing) {}

    record Header(String name, String value) {}

    /// Something that happened or is still to come, in the order of time.
    ///
    /// @param kind of the style sheet: `done` or `coming`
    /// @param gap how long after the step before
    /// @param answer how the endpoint's answer began
    record Step(
            String kind,
            StateSign sign,
            Optional<Moment> at,
            Optional<String> gap,
            Optional<String> text,
            Optional<String> answer) {}
}
