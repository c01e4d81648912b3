package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.machine.Child;
import id.sahut.webhooks.bench.report.Cell;
import id.sahut.webhooks.bench.report.Report;
import id.sahut.webhooks.bench.report.Table;
import id.sahut.webhooks.bench.report.Target;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Readings of several processes over a run. Confined to the run's thread.
final class Vitals {

    private final List<Child> processes;
    private final Map<Vital, Map<String, List<Double>>> readings = new EnumMap<>(Vital.class);

    private record Course(String process, Thirds thirds) {}

    Vitals(List<Child> processes) {
        this.processes = processes;
    }

    void read(Set<Vital> wanted) {
        for (Vital vital : wanted) {
            var byProcess = readings.computeIfAbsent(vital, _ -> new LinkedHashMap<>());
            for (Child process : processes) {
                vital.read(process)
                        .ifPresent(
                                byProcess.computeIfAbsent(process.name(), _ -> new ArrayList<>())
                                        ::add);
            }
        }
    }

    /// A table for each, and a target that the process that grew most has to meet.
    ///
    /// @param targets those that have one
    void report(Report report, Set<Vital> targets) {
        readings.forEach((vital, byProcess) -> {
            List<Course> courses =
                    byProcess.entrySet().stream()
                            .filter(it -> it.getValue().size() >= 3)
                            .map(it -> new Course(it.getKey(), Thirds.of(it.getValue())))
                            .toList();
            report.add(table(vital, courses));
            if (targets.contains(vital)) {
                courses.stream()
                        .max(Comparator.comparingDouble(it -> excess(vital, it)))
                        .ifPresent(it -> report.add(target(vital, it)));
            }
        });
    }

    private static double excess(Vital vital, Course course) {
        return course.thirds.growth() - course.thirds.allowed(vital.slack());
    }

    private static Table table(Vital vital, List<Course> courses) {
        var table =
                new Table(
                        vital.title() + vital.unit().replaceFirst("^ ", ", "),
                        "process",
                        "first third",
                        "second third",
                        "last third",
                        "growth",
                        "allowed");
        for (Course course : courses) {
            Thirds thirds = course.thirds;
            table.row(
                    Cell.of(course.process),
                    Cell.of(thirds.first(), 1),
                    Cell.of(thirds.second(), 1),
                    Cell.of(thirds.last(), 1),
                    Cell.of(thirds.growth(), 1),
                    Cell.of(thirds.allowed(vital.slack()), 1));
        }
        return table;
    }

    private static Target target(Vital vital, Course course) {
        return Target.atMost(
                "growth of %s, %s".formatted(vital.title(), course.process),
                course.thirds.growth(),
                course.thirds.allowed(vital.slack()),
                vital.unit());
    }
}
