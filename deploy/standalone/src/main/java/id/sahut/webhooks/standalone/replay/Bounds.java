package id.sahut.webhooks.standalone.replay;

import id.sahut.webhooks.common.kafka.KafkaClients;
import id.sahut.webhooks.standalone.command.CommandFailure;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

/// Where a run begins and ends. Immutable.
///
/// @param partitions of each, what the run has done and has to do
/// @param others what runs of other selections have sent already, and this one leaves out
/// @param before whether a run of this selection had begun earlier
record Bounds(
        Map<TopicPartition, Done> partitions,
        Map<TopicPartition, List<Done>> others,
        boolean before) {

    Bounds {
        partitions = Map.copyOf(partitions);
        others = Map.copyOf(others);
    }

    /// Asks Kafka, for some seconds at most.
    ///
    /// @param group the run's own
    /// @param anew from the beginning, whatever was sent again before
    /// @throws KafkaException when the cluster does not say so in time
    /// @throws CommandFailure when the group's position is none that a run has left
    static Bounds ask(
            KafkaClients kafka, Source source, Selection selection, String group, boolean anew) {
        try (var admin = kafka.admin()) {
            List<TopicPartition> all = partitions(admin, source.topic());
            Map<TopicPartition, Long> begins = begins(admin, all, selection.since());
            Map<TopicPartition, Long> ends = source.ends(admin, all);
            Map<TopicPartition, OffsetAndMetadata> committed =
                    anew ? Map.of() : committed(admin, group);
            Map<TopicPartition, Done> mine = done(committed);
            if (mine.size() < committed.size()) {
                throw new CommandFailure(
                        "the position of %s was moved by another tool, so it does not say any more what was sent: --again begins anew"
                                .formatted(group));
            }
            var partitions = new HashMap<TopicPartition, Done>();
            for (TopicPartition partition : all) {
                long begin = begins.getOrDefault(partition, 0L);
                long end = Math.max(begin, ends.getOrDefault(partition, 0L));
                Done known = mine.get(partition);
                if (known == null) {
                    partitions.put(partition, new Done(selection, begin, begin, end));
                } else {
                    Done on = source.goesOn() ? known.until(end) : known;
                    partitions.put(partition, on.upTo(begin));
                }
            }
            return new Bounds(
                    partitions,
                    anew || !source.goesOn() ? Map.of() : others(admin, source.role(), group),
                    !mine.isEmpty());
        } catch (ExecutionException e) {
            throw new KafkaException(
                    "%s can't be asked about".formatted(source.topic()), e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException(
                    "Kafka has not said within %d s what is in %s"
                            .formatted(Source.ASK_FOR.toSeconds(), source.topic()),
                    e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    private static List<TopicPartition> partitions(Admin admin, String topic)
            throws ExecutionException, TimeoutException, InterruptedException {
        var described =
                admin.describeTopics(List.of(topic))
                        .allTopicNames()
                        .get(Source.ASK_FOR.toMillis(), TimeUnit.MILLISECONDS)
                        .get(topic);
        return described == null
                ? List.of()
                : described.partitions().stream()
                        .map(it -> new TopicPartition(topic, it.partition()))
                        .toList();
    }

    private static Map<TopicPartition, Long> begins(
            Admin admin, Collection<TopicPartition> partitions, Optional<Instant> since)
            throws ExecutionException, TimeoutException, InterruptedException {
        Map<TopicPartition, Long> earliest = offsets(admin, partitions, OffsetSpec.earliest());
        if (since.isEmpty()) {
            return earliest;
        }
        Map<TopicPartition, Long> latest = offsets(admin, partitions, OffsetSpec.latest());
        var begins =
                offsets(admin, partitions, OffsetSpec.forTimestamp(since.get().toEpochMilli()));
        begins.replaceAll(
                (partition, offset) -> offset < 0 ? latest.getOrDefault(partition, 0L) : offset);
        return begins;
    }

    private static Map<TopicPartition, Long> offsets(
            Admin admin, Collection<TopicPartition> partitions, OffsetSpec which)
            throws ExecutionException, TimeoutException, InterruptedException {
        var wanted = new HashMap<TopicPartition, OffsetSpec>();
        partitions.forEach(it -> wanted.put(it, which));
        var offsets = new HashMap<TopicPartition, Long>();
        admin.listOffsets(wanted)
                .all()
                .get(Source.ASK_FOR.toMillis(), TimeUnit.MILLISECONDS)
                .forEach((partition, it) -> offsets.put(partition, it.offset()));
        return offsets;
    }

    private static Map<TopicPartition, List<Done>> others(Admin admin, String role, String group)
            throws ExecutionException, TimeoutException, InterruptedException {
        var others = new HashMap<TopicPartition, List<Done>>();
        var groups =
                admin
                        .listGroups()
                        .all()
                        .get(Source.ASK_FOR.toMillis(), TimeUnit.MILLISECONDS)
                        .stream()
                        .map(GroupListing::groupId)
                        .filter(it -> it.startsWith(role + ".") && !it.equals(group))
                        .toList();
        for (String other : groups) {
            done(committed(admin, other))
                    .forEach((partition, it) ->
                            others.computeIfAbsent(partition, _ -> new ArrayList<>()).add(it));
        }
        return others;
    }

    private static Map<TopicPartition, OffsetAndMetadata> committed(Admin admin, String group)
            throws ExecutionException, TimeoutException, InterruptedException {
        var committed = new HashMap<TopicPartition, OffsetAndMetadata>();
        admin.listConsumerGroupOffsets(
                        group, new ListConsumerGroupOffsetsOptions().requireStable(true))
                .partitionsToOffsetAndMetadata()
                .get(Source.ASK_FOR.toMillis(), TimeUnit.MILLISECONDS)
                .forEach((partition, it) ->
                        Optional.ofNullable(it).ifPresent(here -> committed.put(partition, here)));
        return committed;
    }

    /// Those of them that runs have made.
    private static Map<TopicPartition, Done> done(
            Map<TopicPartition, OffsetAndMetadata> committed) {
        var done = new HashMap<TopicPartition, Done>();
        committed.forEach(
                (partition, it) -> Done.read(it).ifPresent(here -> done.put(partition, here)));
        return done;
    }
}
