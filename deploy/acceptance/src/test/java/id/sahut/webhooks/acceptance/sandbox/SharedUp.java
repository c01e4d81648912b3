package id.sahut.webhooks.acceptance.sandbox;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests the [Stage] of one `sahut up` that they share, with short retry delays; it is
/// started for the first that asks and stopped after the last. Safe for any thread.
public final class SharedUp implements ParameterResolver {

    /// The retry delays of the shared system.
    public static final List<Duration> DELAYS =
            List.of(
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(2),
                    Duration.ofSeconds(3),
                    Duration.ofSeconds(4),
                    Duration.ofSeconds(5));

    /// The same as text.
    public static final String DELAYS_TEXT = "1s,2s,3s,4s,5s";

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Stage.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(ExtensionContext.Namespace.create(SharedUp.class))
                .computeIfAbsent(
                        UpSandbox.class,
                        _ -> UpSandbox.start("shared", "--retry-delays", DELAYS_TEXT),
                        UpSandbox.class)
                .stage();
    }
}
