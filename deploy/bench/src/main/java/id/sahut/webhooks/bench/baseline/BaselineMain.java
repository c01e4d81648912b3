package id.sahut.webhooks.bench.baseline;

import java.time.InstantSource;

/// A simpler sender as a process: says `ready`, then works until it is killed.
final class BaselineMain {

    private BaselineMain() {}

    /// @param arguments a [Baseline] as JSON
    static void main(String[] arguments) throws InterruptedException {
        System.setProperty("SAHUT_LOG_LEVEL", "WARN");
        var baseline = Baseline.JSON.readValue(arguments[0], Baseline.class);
        switch (baseline.kind()) {
            case BARE_CLIENT ->
                    new BareClient(poster(baseline), baseline.endpoints(), InstantSource.system())
                            .run(baseline.concurrency(), baseline.count());
            case NAIVE_CONSUMER -> {
                try (var topic = SourceTopic.open(baseline)) {
                    new NaiveConsumer(topic, poster(baseline)).run();
                }
            }
            case ASYNC_CONSUMER -> {
                try (var topic = SourceTopic.open(baseline)) {
                    new AsyncConsumer(topic, poster(baseline)).run();
                }
            }
            case PIPE -> {
                try (var pipe = Pipe.open(baseline)) {
                    pipe.run();
                }
            }
            case FAN_OUT_PIPE -> {
                try (var topic = SourceTopic.open(baseline);
                        var pipe = FanOutPipe.open(topic, baseline)) {
                    pipe.run();
                }
            }
        }
    }

    private static Poster poster(Baseline baseline) {
        return new Poster(baseline, InstantSource.system());
    }
}
