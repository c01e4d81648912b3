package id.sahut.webhooks.dispatcher;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import id.sahut.webhooks.testing.LayoutRules;
import org.junit.jupiter.api.Test;

final class ArchitectureTest extends LayoutRules {

    ArchitectureTest() {
        super("id.sahut.webhooks.dispatcher", "DispatcherService", ".dispatch..", ".outcome..");
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
                        root + ".dispatch..",
                        root + ".outcome..")
                .because("deciding is tested without a broker, a network and threads")
                .check(main);
    }

    @Test
    void onlyTheAttemptSpeaksHttpAndItKnowsNoKafka() {
        onlyIn(".attempt..", "java.net.http..");
        onlyIn(".names..", "java.net.spi..");
        keepApart(
                ".names..",
                "java.net.http..",
                "org.apache.kafka..",
                root + ".attempt..",
                root + ".dispatch..",
                root + ".outcome..",
                root + ".lane..");
        keepApart(
                ".attempt..",
                "org.apache.kafka..",
                root + ".dispatch..",
                root + ".outcome..",
                root + ".lane..");
    }

    @Test
    void theWriterKnowsNeitherTheLoopNorEndpoints() {
        keepApart(
                ".outcome..",
                root + ".dispatch..",
                root + ".endpoint..",
                root + ".attempt..",
                root + ".lane..");
        keepApart(
                ".endpoint..",
                "org.apache.kafka..",
                root + ".dispatch..",
                root + ".outcome..",
                root + ".lane..");
    }

    private void onlyIn(String room, String others) {
        noClasses()
                .that()
                .resideOutsideOfPackage(root + room)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(main);
    }

    private void keepApart(String room, String... others) {
        noClasses()
                .that()
                .resideInAPackage(root + room)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(others)
                .check(main);
    }
}
