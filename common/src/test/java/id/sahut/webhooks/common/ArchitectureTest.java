package id.sahut.webhooks.common;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.junit.jupiter.api.Test;

/// How this module is laid out.
final class ArchitectureTest {

    private static final String ROOT = "id.sahut.webhooks.common";
    private static final JavaClasses MAIN =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                    .importPackages(ROOT);
    private static final JavaClasses TESTS =
            new ClassFileImporter()
                    .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
                    .importPackages(ROOT);

    @Test
    void timeAndChanceComeFromOutside() {
        noClasses()
                .that(not(simpleNameEndingWith("Main")))
                .should()
                .accessTargetWhere(asksTheSystem())
                .because("a test must be able to say what time it is and what the dice show")
                .check(MAIN);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(MAIN);
    }

    @Test
    void nobodyExtendsAClassThatWasNotMadeForIt() {
        classes()
                .that()
                .areNotAnonymousClasses()
                .should(beFinalOrMadeForExtension())
                .because("what may be extended is decided, not left open")
                .check(MAIN);
    }

    @Test
    void testsWaitForConditionsAndNeverSleep() {
        noClasses()
                .should()
                .accessTargetWhere(
                        target(owner(equivalentTo(Thread.class))).and(target(name("sleep"))))
                .because("a sleep is too short on a busy machine and too long on an idle one")
                .check(TESTS);
    }

    @Test
    void theContractKnowsNoService() {
        noClasses()
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "id.sahut.webhooks.ingest..",
                        "id.sahut.webhooks.dispatcher..",
                        "id.sahut.webhooks.scheduler..",
                        "id.sahut.webhooks.embeddedkafka..",
                        "id.sahut.webhooks.standalone..")
                .check(MAIN);
    }

    @Test
    void whatIsReadAndSignedKnowsNoHttpServerAndNoKafkaClient() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        ROOT + ".id..",
                        ROOT + ".time..",
                        ROOT + ".retry..",
                        ROOT + ".event..",
                        ROOT + ".signing..",
                        ROOT + ".endpoint..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.apache.kafka..", "io.javalin..", "io.micrometer..")
                .check(MAIN);
    }

    @Test
    void kafkasClientsAreMadeInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".kafka..", ROOT + ".loop..", ROOT + ".topics..")
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "org[.]apache[.]kafka[.].*[.](KafkaConsumer|KafkaProducer|Admin|KafkaAdminClient|Consumer|Producer)")
                .because("what the guarantees rest on is configured once")
                .check(MAIN);
    }

    private static DescribedPredicate<JavaAccess<?>> asksTheSystem() {
        return DescribedPredicate.describe(
                "the system's clock, random numbers or new UUIDs",
                access -> {
                    String owner = access.getTargetOwner().getName();
                    String name = access.getTarget().getName();
                    return (owner.startsWith("java.time.") && name.matches("now|system.*"))
                            || (owner.equals("java.lang.System")
                                    && name.matches("currentTimeMillis|nanoTime"))
                            || (owner.matches("java[.]util[.]Random|java[.]security[.]SecureRandom")
                                    && name.equals("<init>"))
                            || owner.equals("java.util.concurrent.ThreadLocalRandom")
                            || (owner.equals("java.util.UUID") && name.equals("randomUUID"))
                            || (owner.equals("java.lang.Math") && name.equals("random"));
                });
    }

    private static ArchCondition<JavaClass> beFinalOrMadeForExtension() {
        return new ArchCondition<>("be final, sealed or abstract") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean decided =
                        type.isInterface()
                                || type.isEnum()
                                || type.getModifiers().contains(JavaModifier.FINAL)
                                || type.getModifiers().contains(JavaModifier.ABSTRACT)
                                || type.reflect().isSealed();
                if (!decided && !type.isAnonymousClass() && !isConstantsBody(type)) {
                    events.add(SimpleConditionEvent.violated(type, type.getName() + " is neither"));
                }
            }
        };
    }

    /// What the compiler makes of a constant that has a body of its own.
    private static boolean isConstantsBody(JavaClass type) {
        return type.getRawSuperclass().filter(JavaClass::isEnum).isPresent();
    }
}
