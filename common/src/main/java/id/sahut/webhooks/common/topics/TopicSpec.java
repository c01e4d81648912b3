package id.sahut.webhooks.common.topics;

import java.util.ArrayList;
import java.util.List;

/// How one topic should be. Immutable.
///
/// @param partitions at least; more are welcome
/// @param readByGroup whether a consumer group keeps its position in it
record TopicSpec(String name, int partitions, boolean readByGroup, List<TopicSetting> settings) {

    /// The settings with those that follow from the number of brokers.
    List<TopicSetting> settingsWith(Replication replication) {
        var all = new ArrayList<>(settings);
        all.add(TopicSetting.atLeast("min.insync.replicas", replication.minInSync()));
        return List.copyOf(all);
    }
}
