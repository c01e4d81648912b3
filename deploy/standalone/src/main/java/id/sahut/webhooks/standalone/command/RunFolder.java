package id.sahut.webhooks.standalone.command;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/// Where a run that starts processes of its own keeps what they store and log. Stateless.
public final class RunFolder {

    private RunFolder() {}

    /// A temporary folder, or the one that was asked for, which has to be empty or new.
    ///
    /// @param command names a temporary one
    /// @throws CommandFailure when it is not empty
    public static Path open(String command, Optional<Path> keep) throws IOException {
        if (keep.isEmpty()) {
            return Files.createTempDirectory("sahut-" + command + "-");
        }
        Path folder = Files.createDirectories(keep.get()).toAbsolutePath();
        try (Stream<Path> there = Files.list(folder)) {
            if (there.findAny().isPresent()) {
                throw new CommandFailure(
                        "--keep needs an empty folder, and %s is not".formatted(folder));
            }
        }
        return folder;
    }

    public static void delete(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path it : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(it);
            }
        }
    }
}
