package id.sahut.webhooks.ingest;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import id.sahut.webhooks.testing.LayoutRules;
import org.junit.jupiter.api.Test;

final class ArchitectureTest extends LayoutRules {

    ArchitectureTest() {
        super(
                "id.sahut.webhooks.ingest",
                "IngestService",
                ".fanout..",
                ".history..",
                ".apikey..",
                ".events..",
                ".payload..",
                ".pipeline..",
                ".recover..",
                ".secret..",
                ".write..");
    }

    @Test
    void whatDecidesAboutRequestsKnowsNeitherKafkaNorHttp() {
        ArchRule rule =
                noClasses()
                        .that()
                        .resideInAnyPackage(
                                "..ingest.wish..",
                                "..ingest.registry..",
                                "..ingest.events..",
                                "..ingest.redrive..")
                        .and()
                        .haveNameNotMatching(
                                ".*[.](RegistryTopic|TestSender|ClaimView|ClaimRecords|EventPublisher.*)")
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
    void theServerKnowsNoOtherRoom() {
        ArchRule rule =
                noClasses()
                        .that()
                        .resideInAPackage("..ingest.http..")
                        .should()
                        .dependOnClassesThat(ofOtherRoomsThan("http"))
                        .because("each face puts its own routes on it");

        rule.check(main);
    }

    @Test
    void theFanOutKnowsNoOtherRoom() {
        ArchRule rule =
                noClasses()
                        .that()
                        .resideInAPackage("..ingest.fanout..")
                        .should()
                        .dependOnClassesThat(ofOtherRoomsThan("fanout"))
                        .because("every event passes it, and nothing else may get in its way");

        rule.check(main);
    }

    @Test
    void thePayloadsKnowNoOtherRoom() {
        ArchRule rule =
                noClasses()
                        .that()
                        .resideInAPackage("..ingest.payload..")
                        .should()
                        .dependOnClassesThat(ofOtherRoomsThan("payload"))
                        .because("it reads what lies in a place, for whoever asks");

        rule.check(main);
    }

    @Test
    void thePipelineKnowsNoOtherRoom() {
        ArchRule rule =
                noClasses()
                        .that()
                        .resideInAPackage("..ingest.pipeline..")
                        .should()
                        .dependOnClassesThat(ofOtherRoomsThan("pipeline"))
                        .because("it tells how everything stands, also when the rest does not run");

        rule.check(main);
    }

    @Test
    void whatIsSentAgainIsDecidedFromWhatOtherRoomsTell() {
        ArchRule rule =
                noClasses()
                        .that()
                        .resideInAPackage("..ingest.redrive..")
                        .should()
                        .dependOnClassesThat(
                                ofOtherRoomsThan("redrive")
                                        .and(
                                                not(
                                                        resideInAnyPackage(
                                                                "..ingest.history..",
                                                                "..ingest.payload..",
                                                                "..ingest.registry..",
                                                                "..ingest.write.."))))
                        .because("it asks four doors, and no face");

        rule.check(main);
    }

    @Test
    void recoveriesAskDoorsAndNoFace() {
        ArchRule rule =
                noClasses()
                        .that()
                        .resideInAPackage("..ingest.recover..")
                        .should()
                        .dependOnClassesThat(
                                ofOtherRoomsThan("recover")
                                        .and(
                                                not(
                                                        resideInAnyPackage(
                                                                "..ingest.history..",
                                                                "..ingest.redrive..",
                                                                "..ingest.registry..",
                                                                "..ingest.write.."))))
                        .because("what may be sent again is decided in one room");

        rule.check(main);
    }

    @Test
    void whatDecidesAboutRecoveriesKnowsNoKafka() {
        ArchRule rule =
                noClasses()
                        .that()
                        .haveNameMatching(
                                ".*[.]recover[.](Rate|Recovery|RecoveryBook|RecoveryPage|RecoveryProgress|RecoveryWish|RecoveryState)")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("org.apache.kafka..")
                        .because("deciding is tested without a broker");

        rule.check(main);
    }

    @Test
    void whatIsAnsweredKnowsNoKafka() {
        ArchRule rule =
                noClasses()
                        .that()
                        .resideInAnyPackage("..ingest.api..", "..ingest.dashboard..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage("org.apache.kafka..", "..common.kafka..")
                        .because("a face asks rooms, and they ask Kafka");

        rule.check(main);
    }

    @Test
    void facesDoNotSeeEachOther() {
        noClasses()
                .that()
                .resideInAPackage("..ingest.dashboard..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("..ingest.api..", "..ingest.fanout..", "..ingest.events..")
                .because("pages and programs are answered from the same doors")
                .check(main);
        noClasses()
                .that()
                .resideInAPackage("..ingest.api..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("..ingest.dashboard..")
                .because("pages and programs are answered from the same doors")
                .check(main);
    }

    @Test
    void onlyTheDashboardWritesHtml() {
        noClasses()
                .that()
                .resideOutsideOfPackage("..ingest.dashboard..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("gg.jte..")
                .because("a page is one face's matter")
                .check(main);
    }

    @Test
    void onlyTheServerSpeaksHttp() {
        ArchRule rule =
                noClasses()
                        .that()
                        .resideOutsideOfPackage("..ingest.http..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..")
                        .because("what is answered is decided apart from the server");

        rule.check(main);
    }

    @Test
    void onlyTheHistoryKnowsSql() {
        ArchRule rule =
                noClasses()
                        .that()
                        .resideOutsideOfPackage("..ingest.history..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAnyPackage(
                                "java.sql..", "javax.sql..", "org.flywaydb..", "com.zaxxer..")
                        .because("others ask what became of deliveries, and not a database");

        rule.check(main);
    }

    private DescribedPredicate<JavaClass> ofOtherRoomsThan(String room) {
        return resideInAPackage(root + "..").and(not(resideInAPackage(root + "." + room + "..")));
    }
}
