package id.sahut.webhooks.acceptance.receiver;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/// TLS for 127.0.0.1 with a certificate that nobody has reason to trust. Stateless.
public final class SelfSigned {

    private static final String PASSWORD = "changeit";

    private SelfSigned() {}

    /// @param folder where the JDK's `keytool` writes the key to
    public static SSLContext context(Path folder) {
        Path file = folder.resolve("self-signed.p12");
        try {
            make(file);
            var store = KeyStore.getInstance("PKCS12");
            try (var in = Files.newInputStream(file)) {
                store.load(in, PASSWORD.toCharArray());
            }
            var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD.toCharArray());
            var context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), null, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("no TLS", e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void make(Path file) throws IOException {
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        String command =
                ("%s -genkeypair -alias a -keyalg EC -validity 2 -dname CN=127.0.0.1 -ext"
                                + " SAN=ip:127.0.0.1 -storetype PKCS12 -storepass %s -keystore %s")
                        .formatted(keytool, PASSWORD, file);
        var process =
                new ProcessBuilder(command.split(" ", -1))
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        try {
            if (process.waitFor() != 0) {
                throw new IllegalStateException("keytool failed: " + command);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
