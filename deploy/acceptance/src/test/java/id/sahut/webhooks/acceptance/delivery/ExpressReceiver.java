package id.sahut.webhooks.acceptance.delivery;

import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import id.sahut.webhooks.acceptance.process.ChildProcess;
import id.sahut.webhooks.acceptance.process.Programs;
import id.sahut.webhooks.acceptance.process.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/// A receiver on Node and express, with the signature check that the public guide gives its
/// readers. Confined to the test's thread.
///
/// It prints what it was sent, so what it says is no log of ours.
final class ExpressReceiver implements AutoCloseable {

    private static final String SCRIPT = "express-receiver.mjs";
    private static final Duration START = Duration.ofSeconds(20);

    private final ChildProcess process;

    private ExpressReceiver(ChildProcess process) {
        this.process = process;
    }

    /// Skips the test where there is no Node or no express; in CI that is a failure.
    static void require() {
        if (Programs.exists("node")
                && Files.isDirectory(Repository.nodeReceiver().resolve("node_modules/express"))) {
            return;
        }
        String why =
                "no node, or no express in %s: .ci/run installs it"
                        .formatted(Repository.nodeReceiver());
        if ("true".equals(System.getenv("CI"))) {
            fail(why);
        }
        abort(why);
    }

    static ExpressReceiver start(int port, String secret, int status) {
        Path script = Repository.nodeReceiver().resolve(SCRIPT);
        try (var in = ExpressReceiver.class.getResourceAsStream("/" + SCRIPT)) {
            if (in == null) {
                throw new IllegalStateException(SCRIPT + " is not among the test's resources");
            }
            Files.copy(in, script, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var process =
                ChildProcess.startOthers(
                        "express",
                        List.of("node", script.toString()),
                        Map.of(
                                "PORT", String.valueOf(port),
                                "STATUS", String.valueOf(status),
                                "SAHUT_WEBHOOK_SECRET", secret));
        process.awaitLine("listening", START);
        return new ExpressReceiver(process);
    }

    /// What it has accepted, as it read it.
    List<String> accepted() {
        return process.stdout().lines().filter(it -> it.startsWith("{")).toList();
    }

    List<String> refused() {
        return process.stdout().lines().filter(it -> it.startsWith("invalid")).toList();
    }

    @Override
    public void close() {
        process.close();
    }
}
