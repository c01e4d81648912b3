package id.sahut.webhooks.bench.sink;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.zip.DataFormatException;
import org.HdrHistogram.Histogram;

/// What has arrived up to one moment. Immutable.
///
/// @param early retries that came before their delay was over
/// @param latencies from the moment for which an event was scheduled to the arrival of its first
///   POST, by group, in microseconds, as HdrHistogram encodes them
/// @param lateness of retries, from the refusal and the delay on, in the same way
/// @param groups what came for each group, whether it was timed or not
public record Snapshot(
        Count count,
        long early,
        Map<String, byte[]> latencies,
        byte[] lateness,
        Map<String, Group> groups) {

    /// @param posts all that came
    /// @param deliveries different ones among them
    /// @param repeats POSTs that nothing explains: the attempt had been made, or the delivery
    ///   accepted, before, and its endpoint gave no excuse for it
    /// @param atMicros when it was counted, since 1970
    public record Count(long posts, long deliveries, long repeats, long atMicros) {}

    /// @param posts all that came
    /// @param repeats those of them whose attempt had been made, or delivery accepted, before
    public record Group(long posts, long repeats) {}

    public Group group(String group) {
        return groups.getOrDefault(group, new Group(0, 0));
    }

    public Histogram retryLateness() {
        return decode(lateness);
    }

    /// Empty when nothing came for that group.
    public Optional<Histogram> latency(String group) {
        return Optional.ofNullable(latencies.get(group)).map(Snapshot::decode);
    }

    /// All groups together.
    public Histogram latency() {
        var all = new Histogram(3);
        latencies.values().forEach(it -> all.add(decode(it)));
        return all;
    }

    static byte[] encode(Histogram histogram) {
        var buffer = ByteBuffer.allocate(histogram.getNeededByteBufferCapacity());
        int length = histogram.encodeIntoCompressedByteBuffer(buffer);
        return Arrays.copyOf(buffer.array(), length);
    }

    private static Histogram decode(byte[] encoded) {
        try {
            return Histogram.decodeFromCompressedByteBuffer(ByteBuffer.wrap(encoded), 0);
        } catch (DataFormatException e) {
            throw new IllegalArgumentException("no histogram", e);
        }
    }
}
