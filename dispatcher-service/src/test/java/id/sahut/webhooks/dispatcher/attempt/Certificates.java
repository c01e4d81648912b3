package id.sahut.webhooks.dispatcher.attempt;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A certificate authority of our own and what it and a stranger have signed, made by the JDK's own
/// tool.
final class Certificates {

    static final String NAME = "hooks.example.com";

    private static final char[] PASSWORD = "changeit".toCharArray();

    private final Path store;

    private Certificates(Path store) {
        this.store = store;
    }

    static Certificates in(Path folder) throws IOException, InterruptedException {
        Certificates made = new Certificates(folder.resolve("test.p12"));
        made.generate("ca", "-ext", "bc:c");
        made.generate("good", "-signer", "ca", "-ext", "san=dns:" + NAME + ",ip:127.0.0.1");
        made.generate("wrong-name", "-signer", "ca", "-ext", "san=dns:other.example.com");
        made.generate("stranger", "-ext", "san=dns:" + NAME);
        made.generate(
                "expired",
                "-signer",
                "ca",
                "-ext",
                "san=dns:" + NAME,
                "-startdate",
                "-30d",
                "-validity",
                "10");
        return made;
    }

    /// What the client trusts: the authority, nobody else.
    SSLContext trusting() throws GeneralSecurityException, IOException {
        KeyStore trusted = empty();
        trusted.setCertificateEntry("ca", load().getCertificate("ca"));
        TrustManagerFactory managers = TrustManagerFactory.getInstance("PKIX");
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    /// What an endpoint shows.
    SSLContext showing(String alias) throws GeneralSecurityException, IOException {
        KeyStore all = load();
        KeyStore own = empty();
        own.setKeyEntry(
                alias, all.getKey(alias, PASSWORD), PASSWORD, all.getCertificateChain(alias));
        KeyManagerFactory managers = KeyManagerFactory.getInstance("PKIX");
        managers.init(own, PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(managers.getKeyManagers(), null, null);
        return context;
    }

    private KeyStore load() throws GeneralSecurityException, IOException {
        KeyStore loaded = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            loaded.load(in, PASSWORD);
        }
        return loaded;
    }

    private static KeyStore empty() throws GeneralSecurityException, IOException {
        KeyStore made = KeyStore.getInstance("PKCS12");
        made.load(null, null);
        return made;
    }

    private void generate(String alias, String... more) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-alias", alias, "-keyalg", "EC"));
        command.addAll(List.of("-dname", "CN=" + alias, "-storetype", "PKCS12"));
        command.addAll(List.of("-keystore", store.toString(), "-storepass", "changeit"));
        command.addAll(List.of(more));
        Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (keytool.waitFor() != 0) {
            throw new IOException(said);
        }
    }
}
