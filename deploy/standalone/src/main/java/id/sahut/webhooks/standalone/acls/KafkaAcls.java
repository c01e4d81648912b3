package id.sahut.webhooks.standalone.acls;

import id.sahut.webhooks.common.topics.Grant;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;
import org.apache.kafka.common.security.auth.KafkaPrincipal;

/// Rights as commands for a shell, a line each. Stateless.
final class KafkaAcls {

    private KafkaAcls() {}

    /// @param commandConfig empty for none
    static String commands(
            String bootstrap, String commandConfig, KafkaPrincipal principal, List<Grant> grants) {
        String start =
                "kafka-acls.sh --bootstrap-server %s%s --add --allow-principal '%s'"
                        .formatted(
                                bootstrap,
                                commandConfig.isEmpty()
                                        ? ""
                                        : " --command-config '%s'".formatted(commandConfig),
                                principal);
        return grants.stream()
                .map(it -> start + operations(it) + pattern(it) + resources(it) + "\n")
                .collect(Collectors.joining());
    }

    private static String operations(Grant grant) {
        return grant.operations().stream()
                .map(it -> " --operation " + name(it))
                .collect(Collectors.joining());
    }

    private static String pattern(Grant grant) {
        return grant.pattern() == PatternType.PREFIXED ? " --resource-pattern-type prefixed" : "";
    }

    private static String resources(Grant grant) {
        return grant.names().stream()
                .map(it -> " %s '%s'".formatted(option(grant.type()), it))
                .collect(Collectors.joining());
    }

    private static String option(ResourceType type) {
        return switch (type) {
            case TOPIC -> "--topic";
            case GROUP -> "--group";
            case TRANSACTIONAL_ID -> "--transactional-id";
            case ANY, UNKNOWN, CLUSTER, DELEGATION_TOKEN, USER ->
                    throw new IllegalArgumentException("nobody needs rights on a " + type);
        };
    }

    /// As Kafka's tools and Strimzi write it.
    static String name(AclOperation operation) {
        return switch (operation) {
            case READ -> "Read";
            case WRITE -> "Write";
            case CREATE -> "Create";
            case ALTER -> "Alter";
            case DESCRIBE -> "Describe";
            case DESCRIBE_CONFIGS -> "DescribeConfigs";
            case ALTER_CONFIGS -> "AlterConfigs";
            case ANY,
                    UNKNOWN,
                    ALL,
                    DELETE,
                    CLUSTER_ACTION,
                    IDEMPOTENT_WRITE,
                    CREATE_TOKENS,
                    DESCRIBE_TOKENS,
                    TWO_PHASE_COMMIT ->
                    throw new IllegalArgumentException("nobody needs the right to " + operation);
        };
    }
}
