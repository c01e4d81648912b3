package id.sahut.webhooks.ingest.http;

import java.util.Map;
import java.util.Optional;

/// Decides who asks, and whether they may come in. Safe for any thread.
///
/// @param <C> what is known of those who may
public interface Gate<C extends Caller> {

    Verdict<C> judge(Visitor visitor);

    /// Whether somebody may come in.
    sealed interface Verdict<C extends Caller> {

        /// @param headers for the answer, whatever it will be
        record Admitted<C extends Caller>(C caller, Map<String, String> headers)
                implements Verdict<C> {}

        /// @param caller who it was, where that is known
        record TurnedAway<C extends Caller>(Answer answer, Optional<C> caller)
                implements Verdict<C> {}
    }
}
