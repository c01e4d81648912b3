package id.sahut.webhooks.ingest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class ArchitectureTest {

    private static final JavaClasses OURS =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages("id.sahut.webhooks.ingest");

    @Test
    void timeComesFromAClock() {
        ArchRule rule =
                noClasses()
                        .that()
                        .doNotHaveSimpleName("IngestService")
                        .should()
                        .callMethod(Instant.class, "now")
                        .orShould()
                        .callMethod(System.class, "currentTimeMillis")
                        .orShould()
                        .callMethod(System.class, "nanoTime")
                        .orShould()
                        .callMethod(Clock.class, "systemUTC")
                        .because("a test must be able to say what time it is");

        rule.check(OURS);
    }

    @Test
    void whatDecidesAboutRegistrationsKnowsNeitherKafkaNorHttp() {
        ArchRule rule =
                noClasses()
                        .that()
                        .resideInAPackage("..ingest.registration..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "org.apache.kafka..",
                                "io.javalin..",
                                "org.eclipse.jetty..",
                                "jakarta..")
                        .because("deciding is tested without a broker and a server");

        rule.check(OURS);
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

        rule.check(OURS);
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

        rule.check(OURS);
    }
}
