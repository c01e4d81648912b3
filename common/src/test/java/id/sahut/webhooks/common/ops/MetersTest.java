package id.sahut.webhooks.common.ops;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

final class MetersTest {

    @Test
    void aProcessTellsWhatRunsAndWhatIsAllowed() {
        var meters = Meters.forProcess();
        Meters.tellLimits(meters, Map.of("sahut.dispatcher.max-queued", 8_192));

        assertThat(meters.scrape())
                .contains("sahut_build_info{java=\"" + Runtime.version())
                .contains("sahut_limit{setting=\"sahut.dispatcher.max-queued\"} 8192.0");
    }
}
