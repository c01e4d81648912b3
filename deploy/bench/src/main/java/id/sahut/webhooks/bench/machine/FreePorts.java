package id.sahut.webhooks.bench.machine;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.atomic.AtomicInteger;

/// Ports that nobody listens on, and that no connection going out is given before somebody does:
/// Linux takes those from 32768 up. Safe for any thread.
public final class FreePorts {

    private static final int FIRST = 10_000;
    private static final int COUNT = 32_768 - FIRST;

    /// Processes that look side by side begin this far from each other.
    private static final int APART = 127;

    private static final AtomicInteger LAST =
            new AtomicInteger((int) (ProcessHandle.current().pid() * APART % COUNT));

    private FreePorts() {}

    /// Never the same twice within a process, as long as there are others.
    public static int next() {
        for (int tried = 0; tried < COUNT; tried++) {
            int port = FIRST + LAST.updateAndGet(it -> (it + 1) % COUNT);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException(
                "no port from %d to %d is free".formatted(FIRST, FIRST + COUNT - 1));
    }

    private static boolean isFree(int port) {
        try (var _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
