package id.sahut.webhooks.bench.scenario;

import id.sahut.webhooks.bench.report.Report;

/// One question, answered by a run of its own. Stateless.
public interface Scenario {

    /// As the command line calls it.
    String name();

    /// What it measures, in a few words.
    String summary();

    /// Runs it; takes minutes.
    void run(Surroundings surroundings, Report report);
}
