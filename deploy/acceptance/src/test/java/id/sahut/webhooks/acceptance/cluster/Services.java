package id.sahut.webhooks.acceptance.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.acceptance.process.ChildProcess;
import id.sahut.webhooks.acceptance.process.Repository;
import id.sahut.webhooks.acceptance.process.SahutProcess;
import id.sahut.webhooks.acceptance.sandbox.SharedUp;
import id.sahut.webhooks.bench.machine.FreePorts;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A broker with its topics, and services beside it, each a process of its own. Confined to the
/// test's thread.
public final class Services implements AutoCloseable {

    /// All three of them.
    public static final List<String> ALL = List.of("ingest", "dispatcher", "scheduler");

    private final String bootstrap;
    private final Optional<Broker> broker;
    private final List<ChildProcess> processes = new ArrayList<>();
    private final Map<String, String> settings;

    /// A service that runs. Immutable.
    public record Running(ChildProcess process, int httpPort) {

        public void awaitReady() {
            SahutProcess.awaitReady(process, httpPort);
        }

        /// What it answers at `/health/ready`.
        public String health() {
            return SahutProcess.health(httpPort);
        }

        /// `SIGTERM`, until it has ended.
        public void stop() {
            process.terminate();
        }
    }

    /// A broker of ours: what it has written outlives its process.
    private record Broker(Path folder, int port) {}

    private Services(String bootstrap, Optional<Broker> broker) {
        this.bootstrap = bootstrap;
        this.broker = broker;
        var key = new byte[32];
        new SecureRandom().nextBytes(key);
        this.settings =
                Map.of(
                        "kafka.bootstrap.servers",
                        bootstrap,
                        "sahut.history.enabled",
                        "false",
                        "sahut.encryption-key",
                        Base64.getEncoder().encodeToString(key),
                        "sahut.retry.delays",
                        SharedUp.DELAYS_TEXT,
                        "sahut.allowed-private-cidrs",
                        "127.0.0.0/8");
    }

    /// A broker of ours and the topics, no service yet.
    public static Services withTopics() {
        int port = FreePorts.next();
        var broker = new Broker(Repository.newDataFolder("cluster"), port);
        var services = new Services("127.0.0.1:" + port, Optional.of(broker));
        services.startBroker();
        services.applyTopics();
        return services;
    }

    /// The topics on somebody else's broker, no service yet.
    static Services withTopicsOn(String bootstrap) {
        var services = new Services(bootstrap, Optional.empty());
        services.applyTopics();
        return services;
    }

    /// `kill -9` of our broker.
    public void killBroker() {
        processes.removeFirst().killHard();
    }

    /// Starts our broker, again on what it had written.
    public void startBroker() {
        var ours = broker.orElseThrow();
        processes.addFirst(SahutProcess.kafka(ours.folder, ours.port));
    }

    /// Ends our broker and starts it again where no file can grow beyond this size.
    public void restartBrokerWithSmallFiles(int maxKib) {
        var ours = broker.orElseThrow();
        processes.removeFirst().terminate();
        processes.addFirst(SahutProcess.kafkaWithSmallFiles(ours.folder, ours.port, maxKib));
    }

    /// Waits until our broker has ended by itself.
    public void awaitBrokerEnds(Duration limit) {
        int status = processes.removeFirst().awaitExit(limit);
        assertThat(status).isPositive();
    }

    public String bootstrap() {
        return bootstrap;
    }

    private void applyTopics() {
        var applied =
                SahutProcess.run(
                        "topics",
                        "apply",
                        "--bootstrap",
                        bootstrap,
                        "--retry-delays",
                        SharedUp.DELAYS_TEXT);
        assertThat(applied.exit()).as(applied.err()).isZero();
    }

    /// Starts a service, without waiting for it to be ready.
    public Running start(String service) {
        return start(service, List.of());
    }

    /// The same with more options of its JVM.
    public Running start(String service, List<String> options) {
        return start(service, SahutProcess.SMALL_HEAP_MB, options);
    }

    /// The same with another limit to its heap.
    public Running start(String service, int heapMb) {
        return start(service, heapMb, List.of());
    }

    /// The same with settings of its own.
    public Running start(String service, Map<String, String> more) {
        return start(service, SahutProcess.SMALL_HEAP_MB, more);
    }

    /// The same with both.
    public Running start(String service, int heapMb, Map<String, String> more) {
        var all = new HashMap<>(settings);
        all.putAll(more);
        return start(service, heapMb, List.of(), all);
    }

    private Running start(String service, int heapMb, List<String> options) {
        return start(service, heapMb, options, settings);
    }

    private Running start(
            String service, int heapMb, List<String> options, Map<String, String> settings) {
        int port = FreePorts.next();
        var process = SahutProcess.service(service, heapMb, options, port, settings);
        processes.add(process);
        return new Running(process, port);
    }

    @Override
    public void close() {
        processes.reversed().forEach(ChildProcess::close);
    }
}
