package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.common.webhook.PreviousSecret;
import id.sahut.webhooks.common.webhook.Webhook;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What a webhook's template is about. Immutable.
///
/// @param form with the webhook's values, or with what somebody has typed and what is wrong with it
/// @param overlap empty unless two secrets are valid
/// @param deletion what is wrong with how deleting was confirmed
record WebhookDetails(
        Frame frame,
        Optional<Notice> notice,
        String id,
        UrlParts url,
        boolean isEnabled,
        Moment created,
        Moment updated,
        Health health,
        WebhookForm form,
        List<TypeChoice> types,
        TestPanel test,
        Optional<Overlap> overlap,
        Optional<String> deletion) {

    /// What somebody has done on the page, and what came of it.
    record Said(
            Optional<Notice> notice,
            Optional<WebhookForm> form,
            Optional<Notice> test,
            Optional<String> deletion) {

        static Said nothing() {
            return new Said(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
        }

        static Said notice(Notice notice) {
            return new Said(
                    Optional.of(notice), Optional.empty(), Optional.empty(), Optional.empty());
        }

        static Said form(WebhookForm form) {
            return new Said(
                    Optional.empty(), Optional.of(form), Optional.empty(), Optional.empty());
        }

        static Said deletion(String why) {
            return new Said(Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(why));
        }
    }

    /// How the endpoint does.
    ///
    /// @param over which time the charts go
    record Health(
            Over over,
            List<Over> choices,
            Healths.Part<Glance> glance,
            Healths.Part<Charts> charts) {}

    /// Two secrets are valid.
    ///
    /// @param left how long still, in words
    record Overlap(Moment until, String left) {

        static Optional<Overlap> of(Webhook webhook, Instant now, Texts texts) {
            return webhook.previousSecret()
                    .filter(it -> it.isValid(now))
                    .map(PreviousSecret::until)
                    .map(until ->
                            new Overlap(
                                    Moment.of(until, texts),
                                    Moment.lasting(Duration.between(now, until), texts)));
        }
    }

    /// The form that sends a sample event, which is also an answer by itself: htmx puts it in its
    /// own place.
    ///
    /// @param subscribed types first, then the others
    record TestPanel(
            Frame frame,
            String id,
            boolean isEnabled,
            List<String> subscribed,
            List<String> others,
            String chosen,
            Optional<Notice> result) {}
}
