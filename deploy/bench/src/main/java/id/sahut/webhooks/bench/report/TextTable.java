package id.sahut.webhooks.bench.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A table in columns of characters. Stateless.
public final class TextTable {

    private TextTable() {}

    public static String of(Table table) {
        List<List<String>> rows =
                table.rows().stream()
                        .map(row -> row.stream().map(Cell::toString).toList())
                        .toList();
        int[] widths =
                IntStream.range(0, table.columns().size())
                        .map(column ->
                                Math.max(
                                        table.columns().get(column).length(),
                                        rows.stream()
                                                .mapToInt(row -> row.get(column).length())
                                                .max()
                                                .orElse(0)))
                        .toArray();
        String head = table.title() + "\n" + line(table.columns(), widths);
        return rows.stream()
                .map(row -> line(row, widths))
                .collect(Collectors.joining("", head, ""));
    }

    /// Names to the left, figures to the right.
    private static String line(List<String> cells, int[] widths) {
        var line = new StringBuilder("  ");
        for (int i = 0; i < cells.size(); i++) {
            String space = " ".repeat(widths[i] - cells.get(i).length());
            line.append(i == 0 ? cells.get(i) + space : "  " + space + cells.get(i));
        }
        return line.append('\n').toString();
    }
}
