package id.sahut.webhooks.common.endpoint;

import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/// Which ports an endpoint may listen on: 443, and those above 1023 where no well-known service
/// would be talked to by mistake or by intent. Stateless.
final class Ports {

    /// Databases, queues, remote shells and control planes, by their registered or usual ports. An
    /// HTTP POST can do harm to several of them, and a refusal tells what listens on others.
    private static final Set<Integer> OF_OTHER_SERVICES =
            Set.of(
                    1080, 1099, 1433, 1434, 1521, 1522, 1723, 1883, // SOCKS, RMI, SQL, Oracle, MQTT
                    2049, 2181, 2222, 2375, 2376, 2377, // NFS, ZooKeeper, SSH, Docker
                    2379, 2380, 2888, 3128, 3306, 3388, 3389, 3690, 3888, // etcd, MySQL, RDP
                    4190, 4222, 4369, 4444, 4505, 4506, 4646, 4647, 4648, // NATS, epmd, Salt, Nomad
                    5005, 5060, 5061, 5222, 5269, 5432, 5433, 5555, 5601, // JDWP, SIP, PostgreSQL
                    5671, 5672, 5900, 5901, 5984, 5985, 5986, // AMQP, VNC, CouchDB, WinRM
                    6000, 6123, 6379, 6380, 6432, 6443, 6660, 6665, 6666, 6667, 6668, 6669, 6697,
                    7000, 7001, 7077, 7199, 7473, 7474, 7687, // Cassandra, WebLogic, Spark, Neo4j
                    8009, 8020, 8086, 8088, 8125, 8200, 8300, 8301, 8302, 8500, 8501, 8529, 8600,
                    9000, 9042, 9060, 9083, 9090, 9091, 9092, 9093, 9094, 9095, 9096, 9100, 9142,
                    9160, 9200, 9300, 9418, 9999, // Elasticsearch, Git, JMX
                    10000, 10050, 10051, 10248, 10249, 10250, 10255, 10256, 10257, 10259, 11211,
                    11214, 11215, 11434, 15672, 16379, 16443, 19092, 25565, 25672, 26257, 26379,
                    27017, 27018, 27019, 28015, 28017, 29092, 29418, 33060, 33062, 44134, 50000,
                    50010, 50030, 50060, 50070, 50075, 50090, 61613, 61614, 61616);

    private Ports() {}

    /// Those above 1023 that are refused all the same, in their order.
    static SortedSet<Integer> ofOtherServices() {
        return new TreeSet<>(OF_OTHER_SERVICES);
    }

    static boolean acceptable(int port) {
        return port == 443 || (port > 1023 && port <= 65_535 && !OF_OTHER_SERVICES.contains(port));
    }
}
