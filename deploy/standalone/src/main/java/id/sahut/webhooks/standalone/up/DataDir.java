package id.sahut.webhooks.standalone.up;

import id.sahut.webhooks.common.webhook.SecretBox;
import id.sahut.webhooks.standalone.command.CommandFailure;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.random.RandomGenerator;

/// The folder that `up` keeps everything in: Kafka's data, the key that secrets are encrypted with,
/// and the history. Immutable.
///
/// ```
///   data/
///     kafka/            the topics: all there is to know
///     encryption.key    without it the webhooks' secrets are lost
///     history.db        what became of deliveries: made anew from the topics when it is gone
/// ```
record DataDir(Path path) {

    /// Makes the folder if it isn't there.
    static DataDir open(Path path) {
        Path whole = path.toAbsolutePath().normalize();
        try {
            Files.createDirectories(whole);
        } catch (IOException e) {
            throw cant("the folder %s can't be made".formatted(whole), e);
        }
        if (!Files.isWritable(whole)) {
            throw new CommandFailure(
                    "the folder %s can't be written to: choose another with --data-dir"
                            .formatted(whole));
        }
        return new DataDir(whole);
    }

    Path kafka() {
        return path.resolve("kafka");
    }

    Path history() {
        return path.resolve("history.db");
    }

    /// The encryption key, made at the first start and readable by its owner alone.
    String encryptionKey(RandomGenerator random) {
        Path file = path.resolve("encryption.key");
        try {
            return Files.readString(file).strip();
        } catch (NoSuchFileException e) {
            return write(file, SecretBox.newKey(random));
        } catch (IOException e) {
            throw cant("the encryption key %s can't be read".formatted(file), e);
        }
    }

    private static String write(Path file, String key) {
        try {
            Files.createFile(file, ownerOnly(file));
            Files.writeString(file, key + "\n", StandardOpenOption.WRITE, StandardOpenOption.SYNC);
            return key;
        } catch (IOException e) {
            throw cant("the encryption key %s can't be written".formatted(file), e);
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static CommandFailure cant(String what, IOException e) {
        String why =
                switch (e) {
                    case AccessDeniedException _ -> "permission denied";
                    case FileAlreadyExistsException _ -> "there is a file of that name";
                    default -> e.toString();
                };
        return new CommandFailure("%s: %s; choose another with --data-dir".formatted(what, why), e);
    }
}
