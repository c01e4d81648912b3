package id.sahut.webhooks.ingest.history;

import id.sahut.webhooks.common.config.SahutConfig;
import id.sahut.webhooks.common.config.SecretText;
import java.time.Duration;
import java.util.Optional;

/// Where the history is kept, and for how long. Immutable.
///
/// @param url `jdbc:sqlite:` and a file, or `jdbc:postgresql:` and a database
/// @param retention how old a delivery's event may be
public record HistorySettings(
        String url, Optional<String> user, Optional<String> password, Duration retention) {

    /// As the settings say it.
    public static HistorySettings of(SahutConfig.History config) {
        return new HistorySettings(
                config.url(),
                config.user(),
                config.password().map(SecretText::reveal),
                config.retention());
    }

    @Override
    public String toString() {
        return "%s, %s".formatted(url, retention);
    }
}
