package id.sahut.webhooks.ingest.apikey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.sahut.webhooks.common.id.ApiKeyId;
import id.sahut.webhooks.common.id.WorkspaceId;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiKeyTest {

    private final PlainKey plain = PlainKey.random(new Random(7));

    @Test
    void aPlainKeyHasFortyRandomCharactersAfterItsPrefix() {
        assertThat(plain.reveal()).matches("sk_live_[0-9A-Za-z]{40}");
        assertThat(PlainKey.random(new Random(8))).isNotEqualTo(plain);
    }

    @Test
    void aPlainKeyHidesItsText() {
        assertThat(plain.toString()).doesNotContain(plain.reveal().substring(8));
    }

    @Test
    void aRecordReadsBackAsItWasWrittenAndHoldsNoKey() {
        ApiKey key = key("CRM Integration");

        byte[] value = ApiKeyRecords.write("sahut.api-keys", key).value();

        assertThat(ApiKeyRecords.read(value)).contains(key);
        assertThat(new String(value, UTF_8)).doesNotContain(plain.reveal());
    }

    @Test
    void aRecordFromBeforeThereWerePlansHasTheLargest() {
        byte[] value = ApiKeyRecords.write("sahut.api-keys", key("old")).value();
        String before = new String(value, UTF_8).replace("\"plan\":\"pro\",", "");

        assertThat(ApiKeyRecords.read(before.getBytes(UTF_8)).orElseThrow().plan())
                .isEqualTo(Plan.BUSINESS);
        assertThat(ApiKeyRecords.read(before.replace("hint", "plan").getBytes(UTF_8))).isEmpty();
    }

    @Test
    void whatIsNoKeyReadsAsNone() {
        assertThat(ApiKeyRecords.read("{}".getBytes(UTF_8))).isEmpty();
        assertThat(ApiKeyRecords.read("nonsense".getBytes(UTF_8))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "CRM Integration", "Integrasi — toko №1"})
    void aLabelIsAnyPrintableText(String label) {
        assertThat(key(label).label()).isEqualTo(label);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "two\nlines", "bell\u0007", "\u202Eturned"})
    void aLabelHasNoControlCharacters(String label) {
        assertThatThrownBy(() -> key(label)).hasMessageContaining("1 to 100 characters");
    }

    @Test
    void aLabelHasAHundredCharactersAtMost() {
        assertThat(ApiKey.isLabel("x".repeat(100))).isTrue();
        assertThat(ApiKey.isLabel("x".repeat(101))).isFalse();
    }

    private ApiKey key(String label) {
        return new ApiKey(
                new ApiKeyId("key_1"),
                new WorkspaceId("ws_1"),
                label,
                plain.sha256(),
                plain.hint(),
                Plan.PRO,
                false,
                Instant.parse("2024-03-15T10:00:00.123Z"));
    }
}
