package id.sahut.webhooks.common.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EncryptionKeySettingTest {

    @Test
    void settingsWithoutAnEncryptionKeyCanBeLoaded() {
        assertThat(load(Map.of()).sahut().encryptionKey()).isEmpty();
    }

    @Test
    void aBlankEncryptionKeyIsNone() {
        assertThat(load(Map.of("sahut.encryption-key", " ")).sahut().encryptionKey()).isEmpty();
    }

    @Test
    void whoNeedsAnEncryptionKeyIsToldWhatToSet() {
        assertThatThrownBy(() -> load(Map.of()).secretBox(new Random(1)))
                .isInstanceOf(BadSettingsException.class)
                .hasMessageContaining("SAHUT_ENCRYPTION_KEY");
    }

    private static Settings load(Map<String, String> keys) {
        return Settings.load(Optional.empty(), Map.of(), keys);
    }
}
