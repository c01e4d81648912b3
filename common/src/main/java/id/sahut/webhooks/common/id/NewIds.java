package id.sahut.webhooks.common.id;

import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// Makes new ids: 26 characters that begin with the time, so that ids sort by age. Safe for any
/// thread when its [RandomGenerator] is.
public final class NewIds {

    private static final char[] CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    private static final int TIME_CHARACTERS = 10;
    private static final int RANDOM_CHARACTERS = 16;

    private final InstantSource clock;
    private final RandomGenerator random;

    public NewIds(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
    }

    public WebhookId webhook() {
        return new WebhookId(WebhookId.PREFIX + suffix());
    }

    public ApiKeyId apiKey() {
        return new ApiKeyId(ApiKeyId.PREFIX + suffix());
    }

    public EventId event() {
        return new EventId(EventId.PREFIX + suffix());
    }

    public RecoveryId recovery() {
        return new RecoveryId(RecoveryId.PREFIX + suffix());
    }

    private String suffix() {
        var text = new char[TIME_CHARACTERS + RANDOM_CHARACTERS];
        long millis = clock.millis();
        for (int i = TIME_CHARACTERS - 1; i >= 0; i--) {
            text[i] = CROCKFORD[(int) (millis & 31)];
            millis >>>= 5;
        }
        for (int i = TIME_CHARACTERS; i < text.length; i++) {
            text[i] = CROCKFORD[random.nextInt(32)];
        }
        return new String(text);
    }
}
