package id.sahut.webhooks.bench.report;

import java.util.ArrayList;
import java.util.List;

/// Figures side by side. Confined to the run's thread.
public final class Table {

    private final String title;
    private final List<String> columns;
    private final List<List<Cell>> rows = new ArrayList<>();

    /// @param columns with their units; the first names the rows
    public Table(String title, String... columns) {
        this.title = title;
        this.columns = List.of(columns);
    }

    public Table row(Cell... cells) {
        if (cells.length != columns.size()) {
            throw new IllegalArgumentException(
                    "%d cells for %d columns".formatted(cells.length, columns.size()));
        }
        rows.add(List.of(cells));
        return this;
    }

    String title() {
        return title;
    }

    List<String> columns() {
        return columns;
    }

    List<List<Cell>> rows() {
        return rows;
    }
}
