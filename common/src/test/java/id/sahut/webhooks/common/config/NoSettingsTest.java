package id.sahut.webhooks.common.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class NoSettingsTest {

    @Test
    void everySettingHasADefaultOrMayBeAbsentForThoseWhoDoNotNeedIt() {
        var settings = Settings.load(Optional.empty(), Map.of(), Map.of());
        assertThat(settings.sahut().encryptionKey()).isEmpty();
        assertThat(settings.tiers()).hasToString("5s,30s,2m,10m,30m");
        assertThat(settings.kafka().bootstrapServers()).isEqualTo("127.0.0.1:9092");
    }
}
