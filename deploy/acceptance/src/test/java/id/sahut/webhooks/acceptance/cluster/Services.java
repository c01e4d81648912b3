package id.sahut.webhooks.acceptance.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.acceptance.process.ChildProcess;
import id.sahut.webhooks.acceptance.process.FreePorts;
import id.sahut.webhooks.acceptance.process.Repository;
import id.sahut.webhooks.acceptance.process.SahutProcess;
import id.sahut.webhooks.acceptance.sandbox.SharedUp;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/// A broker with its topics, and services beside it, each a process of its own. Confined to the
/// test's thread.
public final class Services implements AutoCloseable {

    private final String bootstrap;
    private final List<ChildProcess> processes = new ArrayList<>();
    private final Map<String, String> settings;

    /// A service that runs. Immutable.
    public record Running(ChildProcess process, int httpPort) {

        public void awaitReady() {
            SahutProcess.awaitReady(process, httpPort);
        }

        /// `SIGTERM`, until it has ended.
        public void stop() {
            process.terminate();
        }
    }

    private Services(String bootstrap) {
        this.bootstrap = bootstrap;
        var key = new byte[32];
        new SecureRandom().nextBytes(key);
        this.settings =
                Map.of(
                        "kafka.bootstrap.servers",
                        bootstrap,
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
        var services = new Services("127.0.0.1:" + port);
        services.processes.add(SahutProcess.kafka(Repository.newDataFolder("cluster"), port));
        services.applyTopics();
        return services;
    }

    /// The topics on somebody else's broker, no service yet.
    static Services withTopicsOn(String bootstrap) {
        var services = new Services(bootstrap);
        services.applyTopics();
        return services;
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
    Running start(String module) {
        return start(module, SahutProcess.SMALL_HEAP_MB);
    }

    /// The same with another limit to its heap.
    public Running start(String module, int heapMb) {
        int port = FreePorts.next();
        var process = SahutProcess.service(module, heapMb, port, settings);
        processes.add(process);
        return new Running(process, port);
    }

    @Override
    public void close() {
        processes.reversed().forEach(ChildProcess::close);
    }
}
