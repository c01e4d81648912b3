package id.sahut.webhooks.common.config;

import id.sahut.webhooks.common.time.DurationText;
import java.time.Duration;
import org.eclipse.microprofile.config.spi.Converter;

/// Lets the configuration library read durations as [DurationText] does. Stateless.
final class DurationConverter implements Converter<Duration> {

    @Override
    public Duration convert(String value) {
        return DurationText.parse(value);
    }
}
