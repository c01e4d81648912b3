package id.sahut.webhooks.bench.report;

import java.util.Locale;

/// What a figure has to be. Immutable.
///
/// @param what the figure says
/// @param figure as measured
/// @param atLeast whether it must be as large, or at most as large, as the limit
/// @param unit behind both numbers; may be empty
public record Target(String what, double figure, boolean atLeast, double limit, String unit) {

    public static Target atLeast(String what, double figure, double limit, String unit) {
        return new Target(what, figure, true, limit, unit);
    }

    public static Target atMost(String what, double figure, double limit, String unit) {
        return new Target(what, figure, false, limit, unit);
    }

    public boolean isMet() {
        return atLeast ? figure >= limit : figure <= limit;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%-6s %s: %s%s (%s %s%s)",
                isMet() ? "met" : "MISSED",
                what,
                number(figure),
                unit,
                atLeast ? "at least" : "at most",
                number(limit),
                unit);
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) >= 10
                ? String.format(Locale.ROOT, "%,.0f", value)
                : String.format(Locale.ROOT, "%,.2f", value);
    }
}
