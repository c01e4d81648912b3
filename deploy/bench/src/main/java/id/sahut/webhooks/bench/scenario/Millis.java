package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.report.Cell;
import org.HdrHistogram.Histogram;

/// Times of the sink, which counts microseconds, in milliseconds. Stateless.
final class Millis {

    private static final double MICROS = 1_000;

    private Millis() {}

    static double of(Histogram histogram, double percentile) {
        return histogram.getValueAtPercentile(percentile) / MICROS;
    }

    static Cell cell(Histogram histogram, double percentile) {
        return histogram.getTotalCount() == 0
                ? Cell.nothing()
                : Cell.of(of(histogram, percentile), 1);
    }

    static Cell max(Histogram histogram) {
        return cell(histogram, 100);
    }
}
