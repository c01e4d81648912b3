package id.sahut.webhooks.dispatcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import id.sahut.webhooks.testing.LayoutRules;
import org.junit.jupiter.api.Test;

final class ArchitectureTest extends LayoutRules {

    ArchitectureTest() {
        super("id.sahut.webhooks.dispatcher", "DispatcherService", ".loop..");
    }

    @Test
    void whatDecidesKnowsNeitherKafkaNorHttp() {
        noClasses()
                .that()
                .resideInAnyPackage(root + ".lane..", root + ".progress..", root + ".verdict..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "org.apache.kafka..",
                        "java.net.http..",
                        "io.javalin..",
                        "io.micrometer..",
                        root + ".loop..")
                .because("deciding is tested without a broker, a network and threads")
                .check(main);
    }

    @Test
    void onlyTheAttemptSpeaksHttpAndItKnowsNoKafka() {
        noClasses()
                .that()
                .resideOutsideOfPackage(root + ".attempt..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.net.http..", "java.net.spi..")
                .check(main);
        noClasses()
                .that()
                .resideInAPackage(root + ".attempt..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", root + ".loop..", root + ".lane..")
                .check(main);
    }
}
