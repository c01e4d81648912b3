package id.sahut.webhooks.common.config;

import java.util.List;

/// The settings can't be used; the message lists everything that is wrong with them, on one line.
public final class BadSettingsException extends RuntimeException {

    private final List<String> problems;

    public BadSettingsException(List<String> problems) {
        super(
                problems.size() == 1
                        ? problems.getFirst()
                        : "%d settings are wrong: %s"
                                .formatted(problems.size(), String.join("; ", problems)));
        this.problems = List.copyOf(problems);
    }

    public List<String> problems() {
        return problems;
    }
}
