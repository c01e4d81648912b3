package id.sahut.webhooks.chaos;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import id.sahut.webhooks.testing.LayoutRules;
import org.junit.jupiter.api.Test;

final class ArchitectureTest extends LayoutRules {

    ArchitectureTest() {
        super("id.sahut.webhooks.chaos", "Chaos", ".cluster..", ".traffic..", ".evidence..");
    }

    @Test
    void whatIsKilledIsStartedAsAProcessAndNotCalled() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "id.sahut.webhooks.ingest..",
                        "id.sahut.webhooks.dispatcher..",
                        "id.sahut.webhooks.scheduler..",
                        "id.sahut.webhooks.embeddedkafka..")
                .because("what runs in this process can't be killed")
                .check(main);
    }

    @Test
    void signaturesAreCheckedWithoutTheCodeThatMakesThem() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .haveFullyQualifiedName("id.sahut.webhooks.common.signing.Signer")
                .check(main);
    }
}
