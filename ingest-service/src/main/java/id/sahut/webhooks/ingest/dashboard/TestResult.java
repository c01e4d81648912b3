package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.ingest.history.RecordedAttempt;
import java.util.Optional;

/// What became of a test that was sent, which is also an answer by itself: htmx asks for it anew
/// until there is something to tell. Immutable.
///
/// @param delivery its id
/// @param asked how often it has been asked for
/// @param outcome of its first attempt, once that is known
record TestResult(Frame frame, String delivery, int asked, Optional<Outcome> outcome) {

    /// Longer than an endpoint may take, at two questions a second.
    private static final int MOST = 30;

    /// What came of the attempt, in a sentence.
    record Outcome(StateSign sign, String said) {}

    static TestResult first(Frame frame, String delivery) {
        return new TestResult(frame, delivery, 0, Optional.empty());
    }

    TestResult after(Optional<RecordedAttempt> attempt) {
        return new TestResult(
                frame,
                delivery,
                asked + 1,
                attempt.map(it ->
                        new Outcome(
                                StateSign.of(it.outcome(), frame.texts()),
                                DeliveryWords.said(it, frame.texts()))));
    }

    static int asked(Optional<String> text) {
        return text.filter(it -> it.matches("\\d{1,3}")).map(Integer::valueOf).orElse(MOST);
    }

    boolean isAwaited() {
        return outcome.isEmpty() && asked < MOST;
    }

    /// Where it is told.
    String path() {
        return Places.delivery(delivery);
    }

    String next() {
        return Places.testResult(delivery) + "?asked=" + asked;
    }
}
