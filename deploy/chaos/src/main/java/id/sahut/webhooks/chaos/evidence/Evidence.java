package id.sahut.webhooks.chaos.evidence;

import id.sahut.webhooks.chaos.fault.Struck;
import java.time.Duration;
import java.util.List;

/// All that is known when a run is over and everything has come to rest. Immutable, but for what it
/// is made of.
///
/// @param events how many Kafka has acknowledged; each has one webhook
/// @param delays after the first failure, the second, and so on
public record Evidence(
        long events, Arrivals arrivals, Topics topics, List<Struck> struck, List<Duration> delays) {

    public Evidence {
        struck = List.copyOf(struck);
        delays = List.copyOf(delays);
    }
}
