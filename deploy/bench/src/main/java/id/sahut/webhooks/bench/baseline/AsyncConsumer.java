package id.sahut.webhooks.bench.baseline;

import java.util.ArrayList;
import java.util.concurrent.CompletableFuture;

/// Poll, POST all, wait for all, commit. What fails is forgotten. Confined to its thread.
final class AsyncConsumer {

    private final SourceTopic topic;
    private final Poster poster;

    AsyncConsumer(SourceTopic topic, Poster poster) {
        this.topic = topic;
        this.poster = poster;
    }

    void run() {
        while (true) {
            var posts = new ArrayList<CompletableFuture<?>>();
            for (var record : topic.poll()) {
                posts.add(
                        poster.post(
                                        SourceTopic.endpoint(record),
                                        SourceTopic.id(record),
                                        record.value())
                                .handle((answer, failure) -> answer));
            }
            if (!posts.isEmpty()) {
                CompletableFuture.allOf(posts.toArray(CompletableFuture[]::new)).join();
                topic.commitAll();
            }
        }
    }
}
