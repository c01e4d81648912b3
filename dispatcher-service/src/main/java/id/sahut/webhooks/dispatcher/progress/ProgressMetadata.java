package id.sahut.webhooks.dispatcher.progress;

import id.sahut.webhooks.common.loop.CommitTags;
import java.util.Base64;
import java.util.BitSet;

/// A commit's metadata: `v1:<offset>:<bits>`, where bit `i` says that `offset + i` has ended.
/// Stateless.
///
/// The offset is repeated because a commit's offset can be changed without its metadata: offsets
/// that were reset by hand or copied from another cluster come with a bitmap that means nothing any
/// more. The mark by which a commit is told from others, if there is one, is not looked at.
final class ProgressMetadata {

    private static final String VERSION = "v1";

    private ProgressMetadata() {}

    static String encode(BitSet complete, long offset) {
        if (complete.isEmpty()) {
            return "";
        }
        String bits = Base64.getEncoder().withoutPadding().encodeToString(complete.toByteArray());
        return VERSION + ":" + offset + ":" + bits;
    }

    /// The bits, or none when the metadata is not ours or not for this offset.
    static BitSet decode(String metadata, long offset) {
        String[] parts = CommitTags.strip(metadata).split(":", -1);
        if (parts.length != 3
                || !parts[0].equals(VERSION)
                || !parts[1].equals(Long.toString(offset))) {
            return new BitSet();
        }
        try {
            BitSet bits = BitSet.valueOf(Base64.getDecoder().decode(parts[2]));
            return bits.length() <= PartitionProgress.MAX_SPAN ? bits : new BitSet();
        } catch (IllegalArgumentException e) {
            return new BitSet();
        }
    }
}
