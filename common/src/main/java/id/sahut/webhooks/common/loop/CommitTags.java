package id.sahut.webhooks.common.loop;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// Marks each commit, so that it is told from everybody's: two processes that do the same work one
/// after the other, because a partition has moved, come to the same offsets. Confined to one
/// thread.
///
/// The mark stands at the end of a commit's metadata, as `~<process>.<number>`.
public final class CommitTags {

    private static final char MARK = '~';

    private final String process;
    private long last;

    /// @param process a name that no other process has had before
    CommitTags(String process) {
        this.process = process;
    }

    /// The same offsets, as no commit has ever held them.
    Map<TopicPartition, OffsetAndMetadata> next(Map<TopicPartition, OffsetAndMetadata> offsets) {
        String tag = MARK + process + "." + Long.toString(++last, Character.MAX_RADIX);
        var tagged = new HashMap<TopicPartition, OffsetAndMetadata>(offsets.size() * 2);
        offsets.forEach((partition, it) ->
                tagged.put(
                        partition,
                        new OffsetAndMetadata(it.offset(), it.leaderEpoch(), it.metadata() + tag)));
        return tagged;
    }

    /// What was to be committed, without the mark if there is one.
    public static String strip(String metadata) {
        int mark = metadata.lastIndexOf(MARK);
        return mark < 0 ? metadata : metadata.substring(0, mark);
    }
}
