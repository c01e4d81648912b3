package id.sahut.webhooks.common.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class TextBoxTest {

    private static final Random RANDOM = new Random(1);
    private static final String OLD_KEY = SecretBox.newKey(RANDOM);
    private static final String NEW_KEY = SecretBox.newKey(RANDOM);

    private final TextBox box = box(OLD_KEY, "sessions");

    @Test
    void whatWasSealedOpens() {
        assertThat(box.open(box.seal("Halo, Budi"))).contains("Halo, Budi");
    }

    @Test
    void theSameTextIsNeverSealedAlike() {
        assertThat(box.seal("a")).isNotEqualTo(box.seal("a")).matches("[A-Za-z0-9_-]+");
    }

    @Test
    void whatWasChangedAnywhereDoesNotOpen() {
        String sealed = box.seal("a session");

        for (int i = 0; i < sealed.length() - 1; i++) {
            char other = sealed.charAt(i) == 'A' ? 'B' : 'A';
            String forged = sealed.substring(0, i) + other + sealed.substring(i + 1);
            assertThat(box.open(forged)).as(forged).isEmpty();
        }
        assertThat(box.open(sealed.substring(4))).isEmpty();
    }

    @Test
    void whatWasSealedUnderAnotherLabelDoesNotOpen() {
        assertThat(box(OLD_KEY, "others").open(box.seal("a"))).isEmpty();
    }

    @Test
    void whatWasSealedWithAnotherKeyDoesNotOpen() {
        assertThat(box(NEW_KEY, "sessions").open(box.seal("a"))).isEmpty();
    }

    @Test
    void afterAKeyWasPutInFrontTheOldOneStillOpens() {
        TextBox rotated = box(NEW_KEY + "," + OLD_KEY, "sessions");

        assertThat(rotated.open(box.seal("a"))).contains("a");
        assertThat(box.open(rotated.seal("a"))).isEmpty();
    }

    @Test
    void whatIsNoneOfOursDoesNotOpen() {
        for (String text :
                new String[] {"", "A", "not base64!", "A".repeat(64), "A".repeat(9_000)}) {
            assertThat(box.open(text)).as(text).isEmpty();
        }
    }

    private static TextBox box(String keys, String label) {
        return SecretBox.of(keys, RANDOM).boxFor(label);
    }
}
