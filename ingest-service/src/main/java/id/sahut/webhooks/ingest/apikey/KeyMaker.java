package id.sahut.webhooks.ingest.apikey;

import id.sahut.webhooks.common.id.NewIds;
import id.sahut.webhooks.common.id.WorkspaceId;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// Makes new keys, and writes none of them anywhere. Safe for any thread when its [RandomGenerator]
/// is.
final class KeyMaker {

    private final InstantSource clock;
    private final RandomGenerator random;
    private final NewIds ids;

    /// @param random a secure one: keys come from it
    KeyMaker(InstantSource clock, RandomGenerator random) {
        this.clock = clock;
        this.random = random;
        this.ids = new NewIds(clock, random);
    }

    /// @param label see [ApiKey#isLabel]
    /// @throws IllegalArgumentException when the label can't be one
    ApiKeys.Created make(WorkspaceId workspace, String label, Plan plan, boolean operator) {
        var plain = PlainKey.random(random);
        var key =
                new ApiKey(
                        ids.apiKey(),
                        workspace,
                        label,
                        plain.sha256(),
                        plain.hint(),
                        plan,
                        operator,
                        clock.instant());
        return new ApiKeys.Created(key, plain);
    }
}
