package id.sahut.webhooks.acceptance.guarantee;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.acceptance.process.ChildProcess;
import id.sahut.webhooks.acceptance.receiver.Post;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// When the program itself took notice that an attempt had ended: the one line that it logs for
/// each. On a busy machine that is later than the answer. Immutable, safe for any thread.
final class AttemptLines {

    private static final Pattern LINE =
            Pattern.compile("^(\\S+Z) INFO .* attempt .*delivery=\"(\\w+)\".* attempt=\"(\\d)\".*");

    private final Map<String, List<Instant>> ends;

    private AttemptLines(Map<String, List<Instant>> ends) {
        this.ends = ends;
    }

    static AttemptLines read() {
        var ends = new HashMap<String, List<Instant>>();
        for (var log : ChildProcess.allLogs()) {
            try (var lines = Files.lines(log, UTF_8)) {
                for (String line : (Iterable<String>) lines::iterator) {
                    Matcher it = LINE.matcher(line);
                    if (it.matches()) {
                        ends.computeIfAbsent(
                                        it.group(2) + " " + it.group(3), _ -> new ArrayList<>())
                                .add(Instant.parse(it.group(1)));
                    }
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new AttemptLines(ends);
    }

    /// The first end of such an attempt that is not before this POST of it.
    Optional<Instant> endOf(Post post) {
        Instant arrived = post.arrivedAt().minusMillis(1); // the log has no microseconds
        return ends.getOrDefault(post.deliveryId() + " " + post.attempt(), List.of()).stream()
                .filter(it -> !it.isBefore(arrived))
                .min(Instant::compareTo);
    }
}
