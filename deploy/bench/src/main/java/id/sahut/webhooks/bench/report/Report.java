package id.sahut.webhooks.bench.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/// What one scenario has found. Confined to the run's thread.
public final class Report {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private final String scenario;
    private final MachineFacts machine;
    private final double scale;
    private final List<String> method = new ArrayList<>();
    private final List<Table> tables = new ArrayList<>();
    private final List<Target> targets = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /// @param scale 1 for the full size
    public Report(String scenario, MachineFacts machine, double scale) {
        this.scenario = scenario;
        this.machine = machine;
        this.scale = scale;
    }

    /// How it was measured, a sentence at a time.
    public void method(String sentence) {
        method.add(sentence);
    }

    public void add(Table table) {
        tables.add(table);
    }

    public void add(Target target) {
        targets.add(target);
    }

    /// The books do not balance: none of the figures counts.
    public void problems(List<String> found) {
        problems.addAll(found);
    }

    /// Whether none of the figures counts.
    public boolean isVoid() {
        return !problems.isEmpty();
    }

    /// For a person.
    public String text() {
        var text = new StringBuilder();
        text.append("scenario  ").append(scenario).append('\n');
        text.append("machine   ").append(machine.text()).append('\n');
        if (scale != 1) {
            text.append("size      ")
                    .append(scale)
                    .append(" of the whole: compare nothing with it\n");
        }
        method.forEach(it -> text.append("method    ").append(it).append('\n'));
        tables.forEach(it -> text.append('\n').append(TextTable.of(it)));
        text.append('\n');
        targets.forEach(it -> text.append(it).append('\n'));
        if (isVoid()) {
            text.append("VOID, the books do not balance:\n");
            problems.forEach(it -> text.append("  ").append(it).append('\n'));
        } else {
            text.append("books balance: every delivery arrived, none twice without a reason\n");
        }
        return text.toString();
    }

    /// For a script: a table's rows are objects with its columns as members.
    public String json() {
        var report = new LinkedHashMap<String, Object>();
        report.put("scenario", scenario);
        report.put("void", isVoid());
        report.put("problems", problems);
        report.put("scale", scale);
        report.put("machine", machine);
        report.put("method", method);
        report.put("tables", tables.stream().map(Report::json).toList());
        report.put("targets", targets.stream().map(Report::json).toList());
        return JSON.writeValueAsString(report);
    }

    private static Map<String, Object> json(Table table) {
        var rows = new ArrayList<Map<String, Object>>();
        for (List<Cell> row : table.rows()) {
            var members = new LinkedHashMap<String, Object>();
            for (int i = 0; i < row.size(); i++) {
                String column = table.columns().get(i);
                switch (row.get(i)) {
                    case Cell.Words(var text) -> members.put(column, text);
                    case Cell.Number(var value, var _) -> members.put(column, value);
                    case Cell.Nothing() -> {}
                }
            }
            rows.add(members);
        }
        return Map.of("title", table.title(), "rows", rows);
    }

    private static Map<String, Object> json(Target target) {
        var members = new LinkedHashMap<String, Object>();
        members.put("what", target.what());
        members.put("figure", target.figure());
        members.put(target.atLeast() ? "at_least" : "at_most", target.limit());
        members.put("unit", target.unit().strip());
        members.put("met", target.isMet());
        return members;
    }
}
