package id.sahut.webhooks.ingest.redrive;

/// What came of sending a delivery again. Immutable.
public sealed interface Resending {

    /// It is on its way.
    ///
    /// @param resend the how many-th time it is sent again
    record Sent(int resend) implements Resending {}

    /// It would wait until somebody enables the webhook.
    record Disabled() implements Resending {}

    /// Today's rules refuse the webhook's URL.
    ///
    /// @param why for the customer
    record Refused(String why) implements Resending {}

    /// There is nothing to send any more.
    ///
    /// @param why for the customer
    record Gone(String why) implements Resending {}

    /// It has been sent again as often as it can be told apart.
    record TooOften(int limit) implements Resending {}

    /// Its payload is not to be had just now; nothing was sent.
    record NotNow() implements Resending {}

    /// Kafka did not acknowledge it in time: it may be sent all the same.
    record Unconfirmed() implements Resending {}
}
