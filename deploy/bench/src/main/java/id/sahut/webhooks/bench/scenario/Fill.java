package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.report.Cell;
import id.sahut.webhooks.bench.stage.Service;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/// How much a dispatcher had on its hands, as it told it itself while it was held full. Immutable.
///
/// @param samples one a second
record Fill(List<Sample> samples) {

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /// @param bufferedBytes payloads in memory
    private record Sample(double inFlight, double queued, double bufferedBytes) {

        static Sample of(Service dispatcher) {
            return new Sample(
                    dispatcher.metric("sahut_in_flight"),
                    dispatcher.metric("sahut_queued"),
                    dispatcher.metric("sahut_buffered_bytes"));
        }
    }

    /// Watches a dispatcher for so long.
    static Fill watch(Service dispatcher, Duration time, Surroundings with) {
        var samples = new ArrayList<Sample>();
        var _ = Waiting.until(() -> !samples.add(Sample.of(dispatcher)), LOOK_AGAIN, time, with);
        return new Fill(List.copyOf(samples));
    }

    /// As many as were in flight half of the time.
    double inFlight() {
        return median(Sample::inFlight);
    }

    Cell queued() {
        return Cell.of(median(Sample::queued), 0);
    }

    Cell mostQueued() {
        return Cell.of(samples.stream().mapToDouble(Sample::queued).max().orElse(0), 0);
    }

    Cell mostBufferedMb() {
        return Cell.of(
                samples.stream().mapToDouble(Sample::bufferedBytes).max().orElse(0) / 1e6, 1);
    }

    private double median(ToDoubleFunction<Sample> of) {
        double[] sorted = samples.stream().mapToDouble(of).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
