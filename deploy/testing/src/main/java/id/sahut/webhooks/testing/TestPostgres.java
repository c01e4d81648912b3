package id.sahut.webhooks.testing;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// A PostgreSQL server of a test's own, of the machine's distribution. Confined to the test's
/// thread.
///
/// It does not run as root, so root starts it as the user `postgres`.
public final class TestPostgres implements AutoCloseable {

    private static final Path VERSIONS = Path.of("/usr/lib/postgresql");
    private static final String USER = "postgres";

    private final Path programs;
    private final Path folder;
    private final int port;

    private TestPostgres(Path programs, Path folder, int port) {
        this.programs = programs;
        this.folder = folder;
        this.port = port;
    }

    /// Where the server's programs are; empty where it is not installed.
    public static Optional<Path> installed() {
        if (!Files.isDirectory(VERSIONS)) {
            return Optional.empty();
        }
        try (Stream<Path> versions = Files.list(VERSIONS)) {
            return versions.map(it -> it.resolve("bin"))
                    .filter(it -> Files.isExecutable(it.resolve("initdb")))
                    .sorted()
                    .reduce((_, last) -> last);
        } catch (IOException e) {
            throw new AssertionError(VERSIONS + " can't be read", e);
        }
    }

    /// Makes a new server and starts it.
    ///
    /// @param programs as [#installed] found them
    public static TestPostgres start(Path programs) {
        try {
            Path folder = Files.createTempDirectory("sahut-postgres");
            var server = new TestPostgres(programs, folder.resolve("data"), freePort());
            if (isRoot()) {
                run(List.of("chown", USER, folder.toString()));
            }
            server.program("initdb", "-U", USER, "--auth=trust", "--no-sync", "-D");
            server.start();
            return server;
        } catch (IOException e) {
            throw new AssertionError("no PostgreSQL can be started", e);
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /// A new database of this name.
    ///
    /// @return its URL
    public String database(String name) {
        program(
                "createdb",
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(port),
                "-U",
                USER,
                "-T",
                "template0",
                name);
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, name);
    }

    public String user() {
        return USER;
    }

    /// Starts it again on what it has.
    public void start() {
        program(
                "pg_ctl",
                "-w",
                "-o",
                "-p %d -h 127.0.0.1 -k %s -F".formatted(port, folder.getParent()),
                "-l",
                folder.resolveSibling("log").toString(),
                "start",
                "-D");
    }

    /// Stops it at once, whoever is connected.
    public void stop() {
        program("pg_ctl", "-w", "-m", "immediate", "stop", "-D");
    }

    @Override
    public void close() {
        stop();
    }

    /// @param arguments the data's folder is put behind those that end with `-D`
    private void program(String name, String... arguments) {
        var command = new ArrayList<String>();
        if (isRoot()) {
            command.addAll(List.of("runuser", "-u", USER, "--"));
        }
        command.add(programs.resolve(name).toString());
        command.addAll(List.of(arguments));
        if (command.getLast().equals("-D")) {
            command.add(folder.toString());
        }
        run(command);
    }

    private static boolean isRoot() {
        return System.getProperty("user.name", "").equals("root");
    }

    /// What it prints goes nowhere: a server that was started keeps what it was given open.
    private static void run(List<String> command) {
        try {
            int status =
                    new ProcessBuilder(command)
                            .directory(Path.of("/").toFile())
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor();
            if (status != 0) {
                throw new AssertionError("%s ended with %d".formatted(command, status));
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(command + " could not be run", e);
        }
    }
}
