package id.sahut.webhooks.bench.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.time.DurationText;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.net.ssl.KeyManagerFactory;
import tools.jackson.databind.json.JsonMapper;

/// The sink as a process: says `ready http=PORT,... https=PORT,...`, then answers each line of
/// stdin with a line of JSON.
///
/// ```
/// count               how much has arrived
/// snapshot            that, and the histograms
/// from MICROS         forgets times so far, and times what is scheduled from then on
/// clear               forgets everything
/// ledger FILE         writes all delivery ids
/// ```
final class SinkMain {

    private static final JsonMapper JSON = JsonMapper.shared();

    private SinkMain() {}

    /// @param arguments the retry delays, comma-separated, and the key store
    static void main(String[] arguments) throws IOException, GeneralSecurityException {
        var delays = Arrays.stream(arguments[0].split(",", -1)).map(DurationText::parse).toList();
        var arrivals = new Arrivals(InstantSource.system(), delays);
        try (var http = new SinkServer(arrivals, Optional.empty());
                var https = new SinkServer(arrivals, Optional.of(tls(Path.of(arguments[1]))))) {
            System.out.printf("ready http=%s https=%s%n", list(http.ports()), list(https.ports()));
            var in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                System.out.println(JSON.writeValueAsString(answer(arrivals, line)));
            }
        }
    }

    private static String list(List<Integer> ports) {
        return ports.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static Object answer(Arrivals arrivals, String line) throws IOException {
        String[] words = line.split(" ", 2);
        switch (words[0]) {
            case "snapshot" -> {
                return arrivals.snapshot();
            }
            case "from" -> arrivals.timeFrom(Long.parseLong(words[1]));
            case "clear" -> arrivals.clear();
            case "ledger" -> arrivals.writeLedger(Path.of(words[1]));
            default -> {} // count, which is the answer to all
        }
        return arrivals.count();
    }

    private static SslContext tls(Path keyStore) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        try (var in = Files.newInputStream(keyStore)) {
            store.load(in, Certificates.PASSWORD.toCharArray());
        }
        var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, Certificates.PASSWORD.toCharArray());
        return SslContextBuilder.forServer(keys).build();
    }
}
