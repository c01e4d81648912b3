package id.sahut.webhooks.chaos.evidence;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Every POST as a line of a CSV file, for whoever looks into a run afterwards. Stateless.
public final class PostsFile {

    private PostsFile() {}

    /// @param fromNanos from when times count
    public static void write(Path file, List<Post> posts, long fromNanos) {
        try (var out = Files.newBufferedWriter(file)) {
            out.write("event,attempt,signed_ms,arrived_ms,answered_ms,accepted,latency_ms\n");
            for (Post post : posts) {
                out.write(
                        "%d,%d,%d,%d,%s,%b,%d\n"
                                .formatted(
                                        post.event(),
                                        post.attempt(),
                                        (post.signedNanos() - fromNanos) / 1_000_000,
                                        (post.arrivedNanos() - fromNanos) / 1_000_000,
                                        post.isAnswered()
                                                ? (post.answeredNanos() - fromNanos) / 1_000_000
                                                : "",
                                        post.isAccepted(),
                                        post.latencyMs()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
