package id.sahut.webhooks.acceptance.clock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.time.Clock;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Steps the wall clock of another JVM, ours and Kafka's clients', by as many seconds as a file
/// says. Runs in that JVM, as a Java agent. The monotonic clock is left alone, as the system does
/// when its clock is set. Safe for any thread.
public final class ClockAgent {

    private static final String STEP = "sahut.test.clock-step-s";
    private static final long LOOK_AGAIN_NANOS = 50_000_000;
    private static final String CLOCK = "java/time/Clock";
    private static final String MILLIS = "currentTimeMillis";

    private ClockAgent() {}

    /// @param file is there, and holds a whole number of seconds
    public static void premain(String file, Instrumentation instrumentation)
            throws UnmodifiableClassException {
        System.setProperty(STEP, "0");
        instrumentation.addTransformer(new Stepping(), true);
        instrumentation.retransformClasses(
                Clock.class, Clock.systemUTC().getClass(), InstantSource.system().getClass());
        Thread.ofPlatform().daemon().name("clock-agent").start(() -> follow(Path.of(file)));
    }

    private static void follow(Path file) {
        while (true) {
            try {
                System.setProperty(STEP, Files.readString(file).strip());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            LockSupport.parkNanos(LOOK_AGAIN_NANOS);
        }
    }

    private static final class Stepping implements ClassFileTransformer {

        @Override
        public byte @Nullable [] transform(
                @Nullable ClassLoader loader,
                @Nullable String name,
                @Nullable Class<?> redefined,
                @Nullable ProtectionDomain domain,
                byte[] bytes) {
            if (CLOCK.equals(name)) {
                var file = ClassFile.of();
                return file.transformClass(
                        file.parse(bytes),
                        ClassTransform.transformingMethodBodies(
                                it -> it.methodName().equalsString("currentInstant"),
                                Stepping::stepInstant));
            }
            boolean isClock = name != null && name.startsWith("java/time/");
            if ((loader == null && !isClock)
                    || !new String(bytes, StandardCharsets.ISO_8859_1).contains(MILLIS)) {
                return null;
            }
            var file =
                    ClassFile.of(
                            ClassFile.ClassHierarchyResolverOption.of(
                                    ClassHierarchyResolver.ofResourceParsing(
                                            ClassLoader.getSystemClassLoader())));
            return file.transformClass(
                    file.parse(bytes),
                    ClassTransform.transformingMethodBodies(Stepping::stepMillis));
        }

        private static void stepInstant(CodeBuilder code, CodeElement element) {
            if (element instanceof ReturnInstruction) {
                seconds(code);
                ClassDesc instant = ClassDesc.of("java.time.Instant");
                code.invokevirtual(
                        instant, "plusSeconds", MethodTypeDesc.of(instant, ConstantDescs.CD_long));
            }
            code.with(element);
        }

        private static void stepMillis(CodeBuilder code, CodeElement element) {
            code.with(element);
            if (element instanceof InvokeInstruction it
                    && it.owner().name().equalsString("java/lang/System")
                    && it.name().equalsString(MILLIS)) {
                seconds(code);
                code.loadConstant(1_000L).lmul().ladd();
            }
        }

        /// Asks what every class may ask, whoever has loaded it.
        private static void seconds(CodeBuilder code) {
            ClassDesc aLong = ConstantDescs.CD_Long;
            code.loadConstant(STEP)
                    .invokestatic(
                            aLong, "getLong", MethodTypeDesc.of(aLong, ConstantDescs.CD_String))
                    .invokevirtual(aLong, "longValue", MethodTypeDesc.of(ConstantDescs.CD_long));
        }
    }
}
