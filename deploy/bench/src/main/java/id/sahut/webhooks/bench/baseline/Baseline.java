package id.sahut.webhooks.bench.baseline;

import id.sahut.webhooks.bench.load.Bad;
import id.sahut.webhooks.bench.machine.Child;
import id.sahut.webhooks.bench.machine.Jvm;
import id.sahut.webhooks.bench.sink.Endpoints;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/// A simpler sender, to be run beside ours. Immutable.
///
/// @param kind which
/// @param where the sink is
/// @param group of endpoints that is POSTed to
/// @param endpoints how many there are
/// @param bad which of them are in a group of their own, beside that one
/// @param concurrency of the bare client: POSTs under way at once
/// @param count of the bare client: POSTs in all
/// @param bootstrap of the consumers and the pipes: the cluster
/// @param topic of the consumers: deliveries, or events with one webhook to a workspace; of the
///   pipes: any
/// @param fromMillis of the consumers and the fan-out's pipe: they read what was written from then
///   on
/// @param target of the pipes: the topic that they write
/// @param copies of the fan-out's pipe: how often it writes each record
public record Baseline(
        Kind kind,
        Endpoints where,
        String group,
        int endpoints,
        Bad bad,
        int concurrency,
        long count,
        String bootstrap,
        String topic,
        long fromMillis,
        String target,
        int copies) {

    static final JsonMapper JSON = JsonMapper.shared();

    /// Room for what a batch of a simple consumer holds.
    private static final int HEAP_MB = 512;

    /// Which one it is.
    public enum Kind {
        /// A loop that signs and POSTs, so many at once, and does nothing else.
        BARE_CLIENT,
        /// Poll, then POST and commit one by one.
        NAIVE_CONSUMER,
        /// Poll, POST all, wait for all, commit.
        ASYNC_CONSUMER,
        /// Copies a topic and does nothing else.
        PIPE,
        /// Reads records and writes each some times, unread.
        FAN_OUT_PIPE
    }

    public static Baseline bareClient(
            Endpoints where, String group, int endpoints, int concurrency, long count) {
        return new Baseline(
                Kind.BARE_CLIENT,
                where,
                group,
                endpoints,
                Bad.NONE,
                concurrency,
                count,
                "",
                "",
                0,
                "",
                1);
    }

    /// One that POSTs what it reads.
    ///
    /// @param kind [Kind#NAIVE_CONSUMER] or [Kind#ASYNC_CONSUMER]
    public static Baseline consumer(
            Kind kind,
            Endpoints where,
            String group,
            int endpoints,
            String bootstrap,
            String topic,
            long fromMillis) {
        return new Baseline(
                kind, where, group, endpoints, Bad.NONE, 0, 0, bootstrap, topic, fromMillis, "", 1);
    }

    /// The same among endpoints of which some are bad.
    public Baseline among(Bad others) {
        return new Baseline(
                kind,
                where,
                group,
                endpoints,
                others,
                concurrency,
                count,
                bootstrap,
                topic,
                fromMillis,
                target,
                copies);
    }

    /// From the topic's beginning.
    public static Baseline pipe(String bootstrap, String topic, String target) {
        return new Baseline(
                Kind.PIPE, Endpoints.NONE, "", 0, Bad.NONE, 0, 0, bootstrap, topic, 0, target, 1);
    }

    /// @param copies how often it writes each record
    public static Baseline fanOutPipe(
            String bootstrap, String topic, long fromMillis, String target, int copies) {
        return new Baseline(
                Kind.FAN_OUT_PIPE,
                Endpoints.NONE,
                "",
                0,
                Bad.NONE,
                0,
                0,
                bootstrap,
                topic,
                fromMillis,
                target,
                copies);
    }

    /// Starts it; it works as soon as it can.
    ///
    /// @param options of the JVM, such as whom to trust
    /// @param folder for its log
    public Child start(Jvm jvm, List<String> options, Path folder) {
        String name = kind.name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
        var child =
                Child.start(
                        name,
                        jvm.command(
                                BaselineMain.class.getName(),
                                HEAP_MB,
                                options,
                                List.of(JSON.writeValueAsString(this))),
                        Map.of(),
                        folder.resolve(name + ".log"));
        var _ = child.awaitLine("ready");
        return child;
    }
}
