package id.sahut.webhooks.common.topics;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Finds the rights that a service lacks, before it would fail for want of one. Stateless.
///
/// A cluster without ACLs allows everything and says so; one that does not tell is believed.
final class RightsCheck {

    private static final Logger log = LoggerFactory.getLogger(RightsCheck.class);

    private RightsCheck() {}

    /// Each as `Read on topic sahut.events`.
    static List<String> missing(Admin admin, ClusterTopics actual, Rights needed)
            throws InterruptedException {
        var missing = new ArrayList<String>();
        actual.hidden().forEach((topic, right) -> missing.add(on("topic", topic, right)));
        for (String topic : needed.reads()) {
            if (lacks(actual.rightsOn(topic), AclOperation.READ)) {
                missing.add(on("topic", topic, "Read"));
            }
        }
        for (String topic : needed.writes()) {
            if (lacks(actual.rightsOn(topic), AclOperation.WRITE)) {
                missing.add(on("topic", topic, "Write"));
            }
        }
        for (String group : needed.groups()) {
            if (lacksGroup(admin, group)) {
                missing.add(on("group", group, "Read"));
            }
        }
        return missing;
    }

    private static boolean lacks(Set<AclOperation> allowed, AclOperation needed) {
        return !allowed.isEmpty() && !allowed.contains(needed);
    }

    /// Whoever may read a group may describe it. One that is not there yet, or whose coordinator is
    /// not, tells nothing: whoever joins it will see.
    private static boolean lacksGroup(Admin admin, String group) throws InterruptedException {
        try {
            var groups =
                    admin.describeConsumerGroups(
                                    List.of(group),
                                    new DescribeConsumerGroupsOptions()
                                            .includeAuthorizedOperations(true))
                            .all()
                            .get();
            return groups.values().stream()
                    .map(ConsumerGroupDescription::authorizedOperations)
                    .anyMatch(it -> it != null && lacks(it, AclOperation.READ));
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupAuthorizationException) {
                return true;
            }
            log.debug("the group {} can't be described yet", group, e);
            return false;
        }
    }

    private static String on(String kind, String name, String right) {
        return "%s on %s %s".formatted(right, kind, name);
    }
}
