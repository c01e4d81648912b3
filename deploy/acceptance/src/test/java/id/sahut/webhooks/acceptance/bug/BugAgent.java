package id.sahut.webhooks.acceptance.bug;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Puts a bug into another JVM: a method that throws as soon as a file is there. Runs in that JVM,
/// as a Java agent. Safe for any thread.
public final class BugAgent {

    private static volatile Path file = Path.of("never");
    private static volatile boolean fillsMemory;

    private BugAgent() {}

    /// @param how the file, the class, the method and `throw` or `fill`, with `;` between them
    public static void premain(String how, Instrumentation instrumentation) {
        String[] parts = how.split(";", -1);
        file = Path.of(parts[0]);
        fillsMemory = parts[3].equals("fill");
        instrumentation.addTransformer(new Insertion(parts[1].replace('.', '/'), parts[2]));
    }

    /// What the method calls first.
    public static void here() {
        if (!Files.exists(file)) {
            return;
        }
        if (fillsMemory) {
            List<byte[]> all = new ArrayList<>();
            while (all.size() < Integer.MAX_VALUE) {
                all.add(new byte[1024 * 1024]);
            }
        }
        throw new IllegalStateException("a bug was put here");
    }

    private record Insertion(String className, String method) implements ClassFileTransformer {

        @Override
        public byte @Nullable [] transform(
                @Nullable ClassLoader loader,
                @Nullable String name,
                @Nullable Class<?> redefined,
                @Nullable ProtectionDomain domain,
                byte[] bytes) {
            if (!Objects.equals(name, className)) {
                return null;
            }
            var file = ClassFile.of();
            return file.transformClass(
                    file.parse(bytes),
                    ClassTransform.transformingMethodBodies(this::isIt, new CallFirst()));
        }

        private boolean isIt(MethodModel it) {
            return it.methodName().equalsString(method);
        }
    }

    private static final class CallFirst implements CodeTransform {

        @Override
        public void atStart(CodeBuilder code) {
            code.invokestatic(
                    ClassDesc.of(BugAgent.class.getName()),
                    "here",
                    MethodTypeDesc.of(ConstantDescs.CD_void));
        }

        @Override
        public void accept(CodeBuilder code, CodeElement element) {
            code.with(element);
        }
    }
}
