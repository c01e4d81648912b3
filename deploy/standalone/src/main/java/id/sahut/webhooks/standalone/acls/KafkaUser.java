package id.sahut.webhooks.standalone.acls;

import id.sahut.webhooks.common.topics.Grant;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.auth.KafkaPrincipal;

/// Rights as Strimzi's operator takes them. How the user logs in is not said: Strimzi then makes no
/// credentials, and whoever has them keeps them. Stateless.
final class KafkaUser {

    private KafkaUser() {}

    static String yaml(KafkaPrincipal principal, String cluster, List<Grant> grants) {
        var yaml =
                new StringBuilder(
                        """
                        ---
                        apiVersion: kafka.strimzi.io/v1
                        kind: KafkaUser
                        metadata:
                          name: %s
                          labels:
                            strimzi.io/cluster: %s
                        spec:
                          authorization:
                            type: simple
                            acls:
                        """
                                .formatted(principal.getName(), cluster));
        for (Grant grant : grants) {
            for (String name : grant.names()) {
                yaml.append(acl(grant, name));
            }
        }
        return yaml.toString();
    }

    private static String acl(Grant grant, String name) {
        return """
              - resource:
                  type: %s
                  name: "%s"
                  patternType: %s
                operations: [%s]
        """
                .formatted(
                        type(grant.type()),
                        name,
                        grant.pattern() == PatternType.PREFIXED ? "prefix" : "literal",
                        operations(grant.operations()));
    }

    private static String operations(List<AclOperation> operations) {
        return operations.stream().map(KafkaAcls::name).collect(Collectors.joining(", "));
    }

    private static String type(ResourceType type) {
        return switch (type) {
            case TOPIC -> "topic";
            case GROUP -> "group";
            case TRANSACTIONAL_ID -> "transactionalId";
            case ANY, UNKNOWN, CLUSTER, DELEGATION_TOKEN, USER ->
                    throw new IllegalArgumentException("nobody needs rights on a " + type);
        };
    }
}
