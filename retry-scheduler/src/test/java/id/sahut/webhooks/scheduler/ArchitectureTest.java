package id.sahut.webhooks.scheduler;

import id.sahut.webhooks.testing.LayoutRules;

final class ArchitectureTest extends LayoutRules {

    ArchitectureTest() {
        super("id.sahut.webhooks.scheduler", "SchedulerService", ".tier..");
    }
}
