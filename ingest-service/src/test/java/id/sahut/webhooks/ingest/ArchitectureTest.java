package id.sahut.webhooks.ingest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.lang.ArchRule;
import id.sahut.webhooks.testing.LayoutRules;
import org.junit.jupiter.api.Test;

final class ArchitectureTest extends LayoutRules {

    ArchitectureTest() {
        super(
                "id.sahut.webhooks.ingest",
                "IngestService",
                ".fanout..",
                ".apikey..",
                ".publication..",
                ".secret..",
                ".write..");
    }

    @Test
    void whatDecidesAboutRequestsKnowsNeitherKafkaNorHttp() {
        ArchRule rule =
                noClasses()
                        .that()
                        .resideInAnyPackage(
                                "..ingest.wish..", "..ingest.registry..", "..ingest.intake..")
                        .and()
                        .doNotHaveSimpleName("RegistryTopic")
                        .and()
                        .doNotHaveSimpleName("TestSender")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "org.apache.kafka..",
                                "io.javalin..",
                                "org.eclipse.jetty..",
                                "jakarta..")
                        .because("deciding is tested without a broker and a server");

        rule.check(main);
    }

    @Test
    void whatDecidesAboutEventsKnowsNoKafka() {
        ArchRule rule =
                noClasses()
                        .that()
                        .haveSimpleName("FanOut")
                        .or()
                        .haveSimpleName("FanOutResult")
                        .or()
                        .haveSimpleName("ReceivedEvent")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("org.apache.kafka..")
                        .because("deciding is tested without a broker");

        rule.check(main);
    }

    @Test
    void onlyTheApiSpeaksHttp() {
        ArchRule rule =
                noClasses()
                        .that()
                        .resideOutsideOfPackage("..ingest.api..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..")
                        .because("what is answered is decided apart from the server");

        rule.check(main);
    }
}
