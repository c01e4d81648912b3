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
final class Services implements AutoCloseable {

    private final int kafkaPort = FreePorts.next();
    private final List<ChildProcess> processes = new ArrayList<>();
    private final Map<String, String> settings;

    /// A service that runs. Immutable.
    record Running(ChildProcess process, int httpPort) {

        void awaitReady() {
            SahutProcess.awaitReady(process, httpPort);
        }

        /// `SIGTERM`, until it has ended.
        void stop() {
            process.terminate();
        }
    }

    private Services() {
        var key = new byte[32];
        new SecureRandom().nextBytes(key);
        this.settings =
                Map.of(
                        "kafka.bootstrap.servers",
                        bootstrap(),
                        "sahut.encryption-key",
                        Base64.getEncoder().encodeToString(key),
                        "sahut.retry.delays",
                        SharedUp.DELAYS_TEXT,
                        "sahut.allowed-private-cidrs",
                        "127.0.0.0/8");
    }

    /// The broker and the topics, no service yet.
    static Services withTopics() {
        var services = new Services();
        services.processes.add(
                SahutProcess.kafka(Repository.newDataFolder("cluster"), services.kafkaPort));
        var applied =
                SahutProcess.run(
                        "topics",
                        "apply",
                        "--bootstrap",
                        services.bootstrap(),
                        "--retry-delays",
                        SharedUp.DELAYS_TEXT);
        assertThat(applied.exit()).as(applied.err()).isZero();
        return services;
    }

    String bootstrap() {
        return "127.0.0.1:" + kafkaPort;
    }

    /// Starts a service, without waiting for it to be ready.
    Running start(String module) {
        int port = FreePorts.next();
        var process = SahutProcess.service(module, port, settings);
        processes.add(process);
        return new Running(process, port);
    }

    @Override
    public void close() {
        processes.reversed().forEach(ChildProcess::close);
    }
}
