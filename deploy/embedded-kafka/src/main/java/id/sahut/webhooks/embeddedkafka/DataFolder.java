package id.sahut.webhooks.embeddedkafka;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.metadata.storage.Formatter;

/// The folder with everything a broker knows, held by one process at a time. Confined to the thread
/// that opens and closes it.
///
/// Kafka has a lock of its own, but opens the metadata log before it looks at it.
final class DataFolder implements AutoCloseable {

    private static final String FORMATTED = "meta.properties";

    /// What a process that was killed while it formatted the folder leaves behind.
    private static final Set<String> HALF_FORMATTED =
            Set.of("bootstrap.checkpoint", "__cluster_metadata-0");

    /// This process's own, because a file lock does not tell threads of one process apart, and is
    /// gone as soon as any channel to the file is closed.
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final FileChannel lockFile;

    private DataFolder(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /// Makes the folder if there is none, takes it for this process, and formats it if it is new.
    static DataFolder open(Path folder, Optional<Quorum> quorum) {
        Path path = madeSureOf(folder);
        if (!OPEN.add(path)) {
            throw inUse(path);
        }
        try {
            var opened = new DataFolder(path, lock(path));
            try {
                opened.formatIfNew(quorum);
                return opened;
            } catch (RuntimeException e) {
                opened.close();
                throw e;
            }
        } catch (RuntimeException e) {
            OPEN.remove(path);
            throw e;
        }
    }

    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            lockFile.close();
            OPEN.remove(path);
        } catch (IOException e) {
            throw new EmbeddedKafkaException("the lock of %s can't be released".formatted(path), e);
        }
    }

    private static Path madeSureOf(Path folder) {
        try {
            return Files.createDirectories(folder.toAbsolutePath().normalize()).toRealPath();
        } catch (IOException e) {
            throw cantWrite(folder, e);
        }
    }

    /// The lock is held until the channel is closed, or the process ends, however it does.
    private static FileChannel lock(Path path) {
        try {
            var lockFile =
                    FileChannel.open(
                            path.resolve(".in-use"),
                            StandardOpenOption.CREATE,
                            StandardOpenOption.WRITE);
            if (lockFile.tryLock() == null) {
                lockFile.close();
                throw inUse(path);
            }
            return lockFile;
        } catch (IOException e) {
            throw cantWrite(path, e);
        }
    }

    private static EmbeddedKafkaException cantWrite(Path folder, IOException e) {
        return new EmbeddedKafkaException(
                "the folder %s can't be written to: %s".formatted(folder, reason(e)), e);
    }

    private static EmbeddedKafkaException inUse(Path path) {
        return new EmbeddedKafkaException(
                "the folder %s is in use by another running Kafka: stop it or choose another folder"
                        .formatted(path));
    }

    private void formatIfNew(Optional<Quorum> quorum) {
        if (Files.exists(path.resolve(FORMATTED))) {
            return;
        }
        requireEmpty();
        int nodeId = quorum.map(Quorum::nodeId).orElse(1);
        Uuid clusterId = quorum.flatMap(Quorum::clusterId).orElseGet(Uuid::randomUuid);
        var said = new ByteArrayOutputStream();
        try {
            new Formatter()
                    .setClusterId(clusterId.toString())
                    .setNodeId(nodeId)
                    .setControllerListenerName(BrokerSettings.CONTROLLER_LISTENER)
                    .setMetadataLogDirectory(path.toString())
                    .addDirectory(path.toString())
                    .setPrintStream(new PrintStream(said, true, StandardCharsets.UTF_8))
                    .run();
        } catch (Exception e) { // the formatter declares no less
            throw new EmbeddedKafkaException(
                    "the folder %s can't be made a Kafka folder: %s".formatted(path, reason(e)), e);
        }
    }

    private void requireEmpty() {
        try (var content = Files.list(path)) {
            var foreign =
                    content.map(it -> it.getFileName().toString())
                            .filter(it -> !it.startsWith(".") && !HALF_FORMATTED.contains(it))
                            .findFirst();
            if (foreign.isPresent()) {
                throw new EmbeddedKafkaException(
                        "the folder %s is neither empty nor a Kafka folder: it holds %s"
                                .formatted(path, foreign.get()));
            }
        } catch (IOException e) {
            throw new EmbeddedKafkaException(
                    "the folder %s can't be read: %s".formatted(path, reason(e)), e);
        }
    }

    /// `AccessDeniedException: /x` says it better than the bare path that is its message.
    private static String reason(Exception e) {
        return e.getClass().getSimpleName() + ": " + e.getMessage();
    }
}
