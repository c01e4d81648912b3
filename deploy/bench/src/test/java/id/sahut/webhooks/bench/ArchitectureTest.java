package id.sahut.webhooks.bench;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import id.sahut.webhooks.testing.LayoutRules;
import org.junit.jupiter.api.Test;

final class ArchitectureTest extends LayoutRules {

    ArchitectureTest() {
        super(
                "id.sahut.webhooks.bench",
                "Bench",
                ".load..",
                ".baseline..",
                ".stage..",
                ".scenario..");
    }

    @Test
    void whatIsMeasuredIsStartedAsAProcessAndNotCalled() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "id.sahut.webhooks.ingest..",
                        "id.sahut.webhooks.dispatcher..",
                        "id.sahut.webhooks.scheduler..",
                        "id.sahut.webhooks.embeddedkafka..")
                .because("its memory and its processor time must be its own")
                .check(main);
    }

    @Test
    void theReportKnowsNothingOfWhatItReports() {
        noClasses()
                .that()
                .resideInAPackage(root + ".report..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..",
                        "io.netty..",
                        "id.sahut.webhooks.common..",
                        root + ".machine..",
                        root + ".load..",
                        root + ".sink..",
                        root + ".baseline..",
                        root + ".stage..",
                        root + ".scenario..")
                .check(main);
    }
}
