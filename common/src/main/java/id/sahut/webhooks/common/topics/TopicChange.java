package id.sahut.webhooks.common.topics;

/// One difference between the plan and a cluster. Immutable.
public sealed interface TopicChange {

    String topic();

    /// One line for a person: what is changed, from what to what.
    String describe();

    /// There is no such topic.
    record Create(TopicSpec planned, Replication replication) implements TopicChange {
        @Override
        public String topic() {
            return planned.name();
        }

        @Override
        public String describe() {
            return "%s: create with %d partitions, replication %d"
                    .formatted(topic(), planned.partitions(), replication.factor());
        }
    }

    /// We may not look at it, so nobody knows whether anything is to be changed.
    ///
    /// @param right what we would need on it
    record Hidden(String topic, String right) implements TopicChange {
        @Override
        public String describe() {
            return "%s: can't be looked at, not even whether it exists: the right %s on it is missing"
                    .formatted(topic, right);
        }
    }

    /// It has too few partitions; adding some moves keys to other partitions, which nothing here
    /// minds.
    record AddPartitions(String topic, int from, int to) implements TopicChange {
        @Override
        public String describe() {
            return "%s: partitions %d -> %d".formatted(topic, from, to);
        }
    }

    /// A setting is not one that serves.
    record SetConfig(String topic, TopicSetting setting, String from) implements TopicChange {
        @Override
        public String describe() {
            return "%s: %s %s -> %s".formatted(topic, setting.key(), from, setting.value());
        }
    }

    /// Its records are on fewer brokers than they should be. Moving them is the operator's
    /// decision, so this is told and nothing more.
    record FewerReplicas(String topic, int actual, int planned) implements TopicChange {
        @Override
        public String describe() {
            return "%s: replication is %d and should be %d: reassign its partitions with Kafka's own tools"
                    .formatted(topic, actual, planned);
        }
    }
}
