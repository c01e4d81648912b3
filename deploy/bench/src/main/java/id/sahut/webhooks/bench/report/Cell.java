package id.sahut.webhooks.bench.report;

import java.util.Locale;

/// One figure or word of a table. Immutable.
public sealed interface Cell {

    record Words(String text) implements Cell {
        @Override
        public String toString() {
            return text;
        }
    }

    /// @param decimals to show
    record Number(double value, int decimals) implements Cell {
        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%,." + decimals + "f", value);
        }
    }

    /// There is no such figure here.
    record Nothing() implements Cell {
        @Override
        public String toString() {
            return "-";
        }
    }

    static Cell of(String text) {
        return new Words(text);
    }

    static Cell of(double value, int decimals) {
        return new Number(value, decimals);
    }

    static Cell of(long value) {
        return new Number(value, 0);
    }

    static Cell nothing() {
        return new Nothing();
    }
}
