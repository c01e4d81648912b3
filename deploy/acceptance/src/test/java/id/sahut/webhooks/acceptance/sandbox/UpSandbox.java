package id.sahut.webhooks.acceptance.sandbox;

import id.sahut.webhooks.acceptance.process.ChildProcess;
import id.sahut.webhooks.acceptance.process.Repository;
import id.sahut.webhooks.acceptance.process.SahutProcess;
import id.sahut.webhooks.bench.machine.FreePorts;
import java.nio.file.Path;
import java.util.List;

/// `sahut up` on a data folder of its own, which can be killed and started again. Confined to the
/// test's thread; its [#stage] is safe for any thread.
public final class UpSandbox implements AutoCloseable {

    private final Path data;
    private final int httpPort = FreePorts.next();
    private final int kafkaPort = FreePorts.next();
    private final List<String> options;
    private final Stage stage;
    private ChildProcess process;

    private UpSandbox(String name, List<String> options) {
        this.data = Repository.newDataFolder(name);
        this.options = options;
        this.process = SahutProcess.up(data, httpPort, kafkaPort, options);
        this.stage = new Stage("127.0.0.1:" + kafkaPort, httpPort);
    }

    /// @param options of `up`, such as `--retry-delays`
    public static UpSandbox start(String name, String... options) {
        return new UpSandbox(name, List.of(options));
    }

    public Stage stage() {
        return stage;
    }

    /// The live objects of everything in it, after a full collection.
    public long liveHeapBytes() {
        return process.liveHeapBytes();
    }

    public void killHard() {
        process.killHard();
    }

    /// On the same folder and the same ports.
    public void startAgain() {
        process = SahutProcess.up(data, httpPort, kafkaPort, options);
    }

    @Override
    public void close() {
        stage.close();
        process.close();
    }
}
