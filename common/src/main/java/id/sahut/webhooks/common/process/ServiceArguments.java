package id.sahut.webhooks.common.process;

import id.sahut.webhooks.common.config.BadSettingsException;
import id.sahut.webhooks.common.config.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What a service's own jar takes on its command line: `--config FILE`, or nothing. Stateless.
public final class ServiceArguments {

    private ServiceArguments() {}

    /// The settings from that file and the environment.
    ///
    /// @throws BadSettingsException when an argument or a setting is wrong
    public static Settings settings(String[] arguments, Map<String, String> environment) {
        if (arguments.length == 0) {
            return Settings.load(Optional.empty(), environment, Map.of());
        }
        if (arguments.length == 2 && arguments[0].equals("--config")) {
            return Settings.load(Optional.of(Path.of(arguments[1])), environment, Map.of());
        }
        throw new BadSettingsException(
                List.of(
                        "the arguments are --config FILE or none, not "
                                + String.join(" ", arguments)));
    }
}
