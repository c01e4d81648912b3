package id.sahut.webhooks.common.topics;

import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/// What is to be allowed on some resources of a cluster. Immutable.
///
/// @param pattern whether these are the resources' names or what their names begin with
/// @param names at least one
public record Grant(
        ResourceType type, PatternType pattern, List<String> names, List<AclOperation> operations) {

    public Grant {
        names = List.copyOf(names);
        operations = List.copyOf(operations);
    }

    /// As Kafka takes it.
    public Stream<AclBinding> bindings(String principal) {
        return names.stream()
                .flatMap(name ->
                        operations.stream()
                                .map(operation ->
                                        new AclBinding(
                                                new ResourcePattern(type, name, pattern),
                                                new AccessControlEntry(
                                                        principal,
                                                        "*",
                                                        operation,
                                                        AclPermissionType.ALLOW))));
    }
}
