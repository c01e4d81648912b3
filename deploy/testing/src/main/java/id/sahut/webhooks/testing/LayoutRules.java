package id.sahut.webhooks.testing;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaAccess.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
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
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// How every service's module is laid out: its test extends this, and adds what is its own.
/// Confined to the test's thread.
public abstract class LayoutRules {

    private static final int MAX_PARAMETERS = 6;

    protected final String root;
    protected final JavaClasses main;
    private final JavaClasses tests;
    private final String composition;
    private final String[] kafkaPackages;

    /// @param root the module's package
    /// @param composition the simple name of the class that puts the module together
    /// @param kafkaPackages the packages whose loops own Kafka clients, below the root
    protected LayoutRules(String root, String composition, String... kafkaPackages) {
        this.root = root;
        this.composition = composition;
        this.kafkaPackages =
                Arrays.stream(kafkaPackages).map(it -> root + it).toArray(String[]::new);
        this.main =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages(root);
        this.tests =
                new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.ONLY_INCLUDE_TESTS)
                        .importPackages(root);
    }

    @Test
    void timeAndChanceComeFromOutside() {
        noClasses()
                .that(not(simpleNameEndingWith("Main")).and(not(simpleName(composition))))
                .should()
                .accessTargetWhere(asksTheSystem())
                .because("a test must be able to say what time it is and what the dice show")
                .check(main);
    }

    @Test
    void packagesHaveNoCycles() {
        slices().matching(root + ".(*)..").should().beFreeOfCycles().check(main);
    }

    @Test
    void nobodyExtendsAClassThatWasNotMadeForIt() {
        classes()
                .that()
                .areNotAnonymousClasses()
                .should(beFinalOrMadeForExtension())
                .because("what may be extended is decided, not left open")
                .check(main);
    }

    /// A record is data, and has as many as it has.
    @Test
    void nothingTakesMoreThanSixPartsToBuild() {
        classes()
                .that()
                .areNotRecords()
                .and()
                .areNotEnums()
                .and()
                .areNotAnonymousClasses()
                .and(not(simpleName(composition)))
                .should(takeFewParts())
                .because("what takes more can't be built alone in a test")
                .check(main);
    }

    @Test
    void testsWaitForConditionsAndNeverSleep() {
        noClasses()
                .should()
                .accessTargetWhere(
                        target(owner(equivalentTo(Thread.class))).and(target(name("sleep"))))
                .because("a sleep is too short on a busy machine and too long on an idle one")
                .check(tests);
    }

    @Test
    void onlyLoopsTouchKafkasClients() {
        noClasses()
                .that()
                .resideOutsideOfPackages(kafkaPackages)
                .should()
                .dependOnClassesThat()
                .haveNameMatching(
                        "org[.]apache[.]kafka[.].*[.](KafkaConsumer|KafkaProducer|Admin|KafkaAdminClient|Consumer|Producer)")
                .because("one thread owns the consumer and what hangs on it")
                .check(main);
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

    private static ArchCondition<JavaClass> takeFewParts() {
        return new ArchCondition<>("have constructors of six parameters at most") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getConstructors().stream()
                        .filter(it -> it.getRawParameterTypes().size() > MAX_PARAMETERS)
                        .forEach(it ->
                                events.add(SimpleConditionEvent.violated(it, it.getFullName())));
            }
        };
    }

    /// What the compiler makes of a constant that has a body of its own.
    private static boolean isConstantsBody(JavaClass type) {
        return type.getRawSuperclass().filter(JavaClass::isEnum).isPresent();
    }
}
