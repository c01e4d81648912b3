package id.sahut.webhooks.bench.baseline;

/// Poll, then POST and commit one by one. Confined to its thread.
final class NaiveConsumer {

    private final SourceTopic topic;
    private final Poster poster;

    NaiveConsumer(SourceTopic topic, Poster poster) {
        this.topic = topic;
        this.poster = poster;
    }

    void run() {
        while (true) {
            for (var record : topic.poll()) {
                var _ =
                        poster.post(
                                        SourceTopic.endpoint(record),
                                        SourceTopic.id(record),
                                        record.value())
                                .handle((answer, failure) -> answer)
                                .join();
                topic.commit(record);
            }
        }
    }
}
