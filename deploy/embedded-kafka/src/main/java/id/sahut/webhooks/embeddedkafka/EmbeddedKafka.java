package id.sahut.webhooks.embeddedkafka;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.FaultHandlerFactory;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.bootstrap.BootstrapMetadata;
import org.apache.kafka.metadata.properties.MetaPropertiesEnsemble;
import org.apache.kafka.raft.QuorumConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/// A Kafka that is one node, broker and controller, inside this JVM; or one node of several, each
/// in a process of its own. Safe for any thread.
///
/// What was acknowledged is there again when it is started on the same folder, also after the
/// process was killed.
public final class EmbeddedKafka implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedKafka.class);

    private final DataFolder folder;
    private final ControllerServer controller;
    private final BrokerServer broker;
    private final String bootstrapServers;
    private final CompletableFuture<Void> failure;
    private final Duration shutdownLimit;
    private boolean closed;

    /// Where it listens and what it writes to. Immutable.
    ///
    /// @param dataDir made if it isn't there
    /// @param host an address of this machine
    /// @param port 0 takes any free one
    /// @param advertisedPort the port that clients are told, where something stands before it
    /// @param quorum which node of which this is; empty when it is all there is
    public record Options(
            Path dataDir,
            String host,
            int port,
            OptionalInt advertisedPort,
            Optional<Quorum> quorum) {

        /// A node that is all there is.
        public Options(Path dataDir, String host, int port) {
            this(dataDir, host, port, OptionalInt.empty(), Optional.empty());
        }

        /// A node that is all there is, on the loopback address, any free port.
        public static Options in(Path dataDir) {
            return new Options(dataDir, "127.0.0.1", 0);
        }

        public Options withPort(int newPort) {
            return new Options(dataDir, host, newPort, advertisedPort, quorum);
        }

        public Options advertising(int otherPort) {
            return new Options(dataDir, host, port, OptionalInt.of(otherPort), quorum);
        }

        public Options asNodeOf(Quorum newQuorum) {
            return new Options(dataDir, host, port, advertisedPort, Optional.of(newQuorum));
        }
    }

    private EmbeddedKafka(
            DataFolder folder,
            ControllerServer controller,
            BrokerServer broker,
            String bootstrapServers,
            CompletableFuture<Void> failure,
            Duration shutdownLimit) {
        this.folder = folder;
        this.controller = controller;
        this.broker = broker;
        this.bootstrapServers = bootstrapServers;
        this.failure = failure;
        this.shutdownLimit = shutdownLimit;
    }

    /// Returns when it serves, which one of several does when most of them run.
    ///
    /// @throws EmbeddedKafkaException when the port is taken, or the folder can't be written to or
    ///   is another's
    public static EmbeddedKafka start(Options options) {
        return start(options, Map.of());
    }

    /// @param more settings of the broker that win over ours
    public static EmbeddedKafka start(Options options, Map<String, String> more) {
        var folder = DataFolder.open(options.dataDir(), options.quorum());
        BoundSockets sockets;
        try {
            sockets =
                    BoundSockets.bind(
                            options.host(),
                            options.port(),
                            options.quorum().map(Quorum::controllerPort).orElse(0));
        } catch (RuntimeException e) {
            folder.close();
            throw e;
        }
        try {
            Quorum quorum =
                    options.quorum()
                            .orElseGet(
                                    () -> Quorum.ofOne(options.host(), sockets.controllerPort()));
            return start(options, quorum, folder, sockets, more);
        } catch (RuntimeException e) {
            sockets.close();
            folder.close();
            throw e instanceof EmbeddedKafkaException
                    ? e
                    : new EmbeddedKafkaException(
                            "Kafka can't start on %s: %s".formatted(folder.path(), e), e);
        }
    }

    private static EmbeddedKafka start(
            Options options,
            Quorum quorum,
            DataFolder folder,
            BoundSockets sockets,
            Map<String, String> more) {
        String host = options.host();
        int port = sockets.clientPort();
        var settings = BrokerSettings.of(host, port, quorum, folder.path());
        options.advertisedPort().ifPresent(told -> BrokerSettings.advertise(settings, host, told));
        settings.putAll(more);
        var config = KafkaConfig.fromProps(settings, false);
        Tuple2<MetaPropertiesEnsemble, BootstrapMetadata> formatted =
                KafkaRaftServer.initializeLogDirs(config, log, "embedded kafka: ");
        var failure = new CompletableFuture<Void>();
        var shared =
                new SharedServer(
                        config,
                        formatted._1(),
                        Time.SYSTEM,
                        Server.initializeMetrics(
                                config, Time.SYSTEM, formatted._1().clusterId().orElseThrow()),
                        CompletableFuture.completedFuture(
                                QuorumConfig.parseVoterConnections(config.quorumConfig().voters())),
                        List.of(),
                        faults(failure),
                        sockets);
        var controller =
                new ControllerServer(shared, KafkaRaftServer.configSchema(), formatted._2());
        var broker = new BrokerServer(shared);
        try {
            controller.startup();
            broker.startup();
        } catch (RuntimeException | Error e) {
            broker.shutdown(BrokerSettings.shutdownLimit(quorum));
            controller.shutdown();
            throw e;
        }
        return new EmbeddedKafka(
                folder,
                controller,
                broker,
                host + ":" + port,
                failure,
                BrokerSettings.shutdownLimit(quorum));
    }

    /// What clients connect to, as `127.0.0.1:9092`.
    public String bootstrapServers() {
        return bootstrapServers;
    }

    /// The same for as long as the folder exists.
    public String clusterId() {
        return broker.clusterId();
    }

    /// Completes, exceptionally, when the broker has failed and will not serve again.
    public CompletableFuture<Void> failure() {
        return failure;
    }

    /// Stops it in good order; the next start need not recover anything.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        broker.shutdown(shutdownLimit);
        controller.shutdown();
        folder.close();
    }

    /// Kafka's own handlers would end the process, whosever it is.
    private static FaultHandlerFactory faults(CompletableFuture<Void> failure) {
        return (name, fatal, action) ->
                (problem, cause) -> {
                    var fault =
                            new EmbeddedKafkaException(
                                    "Kafka has failed (%s): %s".formatted(name, problem), cause);
                    action.run();
                    if (fatal) {
                        log.error("{}", fault.getMessage(), cause);
                        failure.completeExceptionally(fault);
                    } else {
                        log.warn("{}", fault.getMessage(), cause);
                    }
                    return fault;
                };
    }
}
