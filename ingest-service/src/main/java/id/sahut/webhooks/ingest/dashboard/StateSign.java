package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.ingest.history.AttemptResult;
import id.sahut.webhooks.ingest.history.DeliveryState;
import id.sahut.webhooks.ingest.recover.RecoveryState;

/// How something stands: a colour, a shape and a word, so that none is needed to understand the
/// others. Immutable.
///
/// @param tone of the style sheet: `good`, `bad`, `info` or `off`
/// @param icon of the icons' template
record StateSign(String tone, String icon, String word) {

    static StateSign of(DeliveryState state, Texts texts) {
        String word = texts.get("delivery." + state.label());
        return switch (state) {
            case DELIVERED -> new StateSign("good", "check", word);
            case WAITING -> new StateSign("off", "dots", word);
            case RETRYING -> new StateSign("info", "retry", word);
            case DEFERRED -> new StateSign("info", "pause", word);
            case FAILED -> new StateSign("bad", "cross", word);
            case CANCELLED -> new StateSign("off", "stop", word);
        };
    }

    static StateSign of(RecoveryState state, Texts texts) {
        String word = texts.get("recovery." + state.label());
        return switch (state) {
            case RUNNING -> new StateSign("info", "retry", word);
            case WAITING -> new StateSign("off", "dots", word);
            case DONE -> new StateSign("good", "check", word);
            case STOPPED -> new StateSign("off", "stop", word);
        };
    }

    static StateSign of(AttemptResult result, Texts texts) {
        String word = texts.get("attempt." + result.label());
        return switch (result) {
            case DELIVERED -> new StateSign("good", "check", word);
            case REFUSED, BLOCKED, UNREACHABLE -> new StateSign("bad", "cross", word);
            case TIMED_OUT -> new StateSign("bad", "clock", word);
            case CANCELLED -> new StateSign("off", "stop", word);
        };
    }
}
