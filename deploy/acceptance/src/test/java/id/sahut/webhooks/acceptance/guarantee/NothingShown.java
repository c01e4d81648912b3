package id.sahut.webhooks.acceptance.guarantee;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.acceptance.process.ChildProcess;
import id.sahut.webhooks.acceptance.sandbox.Confidential;
import id.sahut.webhooks.acceptance.sandbox.KafkaObserver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// No topic holds a webhook's secret or an API key that can be read, and no log holds these or
/// anything of a payload. Stateless.
public final class NothingShown {

    private static final int WINDOW = 24;

    private NothingShown() {}

    /// @return how many records were looked through
    public static int judgeTopics(KafkaObserver kafka) {
        var secrets = windows(Confidential.secrets());
        int looked = 0;
        for (String topic : kafka.topics()) {
            for (var record : kafka.readAll(topic)) {
                assertThat(found(text(record), secrets))
                        .as("secrets in %s, offset %d", topic, record.offset())
                        .isEmpty();
                looked++;
            }
        }
        return looked;
    }

    /// @return how many lines were looked through
    public static long judgeLogs() {
        var secrets = windows(Confidential.secrets());
        long looked = 0;
        for (var log : ChildProcess.allLogs()) {
            // What keys create prints is the key, on stdout, for its user alone.
            if (log.toString().endsWith("-keys.out")) {
                continue;
            }
            try (var lines = Files.lines(log, UTF_8)) {
                for (String line : (Iterable<String>) lines::iterator) {
                    assertThat(line).as("%s", log).doesNotContain(Confidential.PAYLOAD_MARKER);
                    assertThat(found(line, secrets)).as("secrets in %s: %s", log, line).isEmpty();
                    looked++;
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return looked;
    }

    private static String text(ConsumerRecord<byte[], byte[]> record) {
        var text = new StringBuilder();
        if (record.key() != null) {
            text.append(new String(record.key(), ISO_8859_1)).append('\n');
        }
        if (record.value() != null) {
            text.append(new String(record.value(), ISO_8859_1)).append('\n');
        }
        for (var header : record.headers()) {
            text.append(header.key()).append('=');
            if (header.value() != null) {
                text.append(new String(header.value(), ISO_8859_1));
            }
            text.append('\n');
        }
        return text.toString();
    }

    /// The first part of each, so that a look-up by hash finds any of thousands in one pass.
    private static Set<String> windows(List<String> secrets) {
        var windows = new HashSet<String>();
        for (String secret : secrets) {
            assertThat(secret.length()).as("a secret's length").isGreaterThanOrEqualTo(WINDOW);
            windows.add(secret.substring(0, WINDOW));
        }
        return windows;
    }

    private static List<String> found(String text, Set<String> windows) {
        var found = new ArrayList<String>();
        for (int i = 0; i + WINDOW <= text.length(); i++) {
            String window = text.substring(i, i + WINDOW);
            if (windows.contains(window)) {
                found.add(window.substring(0, 4) + "…");
            }
        }
        return found;
    }
}
