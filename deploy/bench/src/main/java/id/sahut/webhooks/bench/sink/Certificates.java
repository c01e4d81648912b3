package id.sahut.webhooks.bench.sink;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;

/// A certificate for localhost, made by the JDK's `keytool`: the sink's key store, which serves the
/// senders as their trust store. Stateless.
public final class Certificates {

    static final String PASSWORD = "changeit";

    private Certificates() {}

    static void make(Path file) {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        String command =
                ("%s -genkeypair -alias sink -keyalg EC -groupname secp256r1 -validity 30"
                                + " -dname CN=localhost -ext SAN=dns:localhost,ip:127.0.0.1"
                                + " -storetype PKCS12 -storepass %s -keystore %s")
                        .formatted(keytool, PASSWORD, file);
        try {
            int exit =
                    new ProcessBuilder(command.split(" ", -1))
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor();
            if (exit != 0) {
                throw new IllegalStateException("keytool failed: " + command);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }

    /// The options of a JVM that trusts the sink.
    static List<String> trustedBy(Path file) {
        return List.of(
                "-Djavax.net.ssl.trustStore=" + file,
                "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
    }
}
