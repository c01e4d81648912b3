package id.sahut.webhooks.common.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.common.ops.StartException;
import java.util.Map;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.apache.kafka.common.record.internal.SimpleRecord;

/// Tries what records may be compressed with. Stateless.
///
/// Two of the codecs are native code, which is unpacked into the temporary folder when it is first
/// needed: where that can't be, a process would die of the first record that somebody has
/// compressed with one.
public final class Codecs {

    private static final SimpleRecord RECORD = new SimpleRecord("tried".getBytes(UTF_8));

    private static final Map<String, Compression> ALL =
            Map.of(
                    "gzip", Compression.gzip().build(),
                    "lz4", Compression.lz4().build(),
                    "snappy", Compression.snappy().build(),
                    "zstd", Compression.zstd().build());

    private Codecs() {}

    /// @throws StartException when records can't be read that are compressed with one of them
    public static void check() {
        ALL.forEach((name, codec) -> {
            try {
                MemoryRecords.withRecords(codec, RECORD).records().forEach(_ -> {});
            } catch (RuntimeException | LinkageError e) {
                throw new StartException(
                        "records that are compressed with %s can't be read: its native code is unpacked into %s, which must be a folder that can be written to and executed from; set -Djava.io.tmpdir to another (%s)"
                                .formatted(name, System.getProperty("java.io.tmpdir"), e),
                        e);
            }
        });
    }
}
