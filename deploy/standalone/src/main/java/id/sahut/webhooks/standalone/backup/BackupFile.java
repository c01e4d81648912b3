package id.sahut.webhooks.standalone.backup;

import static java.nio.charset.StandardCharsets.UTF_8;

import id.sahut.webhooks.standalone.command.CommandFailure;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/// A backup as a file: JSON, a line each.
///
/// ```
/// {"sahut_backup":1,"taken_at":"2026-11-28T08:00:00Z"}
/// {"kind":"webhooks","partition":0,"key":"…","value":"…"}      key and value in base64
/// {"records":1,"sha256":"…"}                                   of all lines before, each with its \n
/// ```
///
/// Confined to one thread.
final class BackupFile {

    private static final int VERSION = 1;
    private static final Base64.Encoder TO = Base64.getEncoder();
    private static final Base64.Decoder FROM = Base64.getDecoder();
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();

    private record Head(@Nullable Integer sahutBackup, @Nullable String takenAt) {}

    private record Line(
            @Nullable String kind, int partition, @Nullable String key, @Nullable String value) {}

    private record Tail(long records, String sha256) {}

    private BackupFile() {}

    /// Writes one, readable for its owner alone. Where anything goes wrong there is none
    /// afterwards.
    ///
    /// @param content puts in one entry after the other
    /// @return how many
    /// @throws CommandFailure where the file is there already, or can't be written
    static long write(Path file, Instant now, Consumer<Consumer<Entry>> content) {
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        try {
            if (Files.exists(file)) {
                throw new FileAlreadyExistsException(file.toString());
            }
            Files.deleteIfExists(unfinished);
            Files.createFile(unfinished, ownerOnly(unfinished));
            try {
                long records = writeAll(unfinished, now, content);
                Files.move(unfinished, file);
                return records;
            } finally {
                Files.deleteIfExists(unfinished);
            }
        } catch (FileAlreadyExistsException e) {
            throw new CommandFailure(
                    "%s is there already: a backup is written over nothing".formatted(file), e);
        } catch (IOException e) {
            throw new CommandFailure("%s can't be written: %s".formatted(file, e), e);
        }
    }

    /// Reads a whole one.
    ///
    /// @throws CommandFailure where it can't be read, is none, or is not as it was written: then
    ///   what was handed on is not to be used
    static Instant read(Path file, Consumer<Entry> each) {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            return new Reading(file, lines, each).read();
        } catch (IOException e) {
            throw new CommandFailure("%s can't be read: %s".formatted(file, e), e);
        }
    }

    private static long writeAll(Path file, Instant now, Consumer<Consumer<Entry>> content)
            throws IOException {
        try (BufferedWriter out =
                Files.newBufferedWriter(file, StandardOpenOption.TRUNCATE_EXISTING)) {
            var writing = new Writing(out);
            writing.line(JSON.writeValueAsString(new Head(VERSION, now.toString())));
            content.accept(writing::entry);
            out.write(
                    JSON.writeValueAsString(
                                    new Tail(
                                            writing.records,
                                            HexFormat.of().formatHex(writing.digest.digest())))
                            + "\n");
            return writing.records;
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static final class Writing {

        private final BufferedWriter out;
        private final MessageDigest digest = sha256();
        private long records;

        private Writing(BufferedWriter out) {
            this.out = out;
        }

        private void entry(Entry it) {
            line(
                    JSON.writeValueAsString(
                            new Line(
                                    it.kind(),
                                    it.partition(),
                                    TO.encodeToString(it.key()),
                                    TO.encodeToString(it.value()))));
            records++;
        }

        private void line(String text) {
            try {
                out.write(text + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            digest.update((text + "\n").getBytes(UTF_8));
        }
    }

    private static final class Reading {

        private final Path file;
        private final BufferedReader lines;
        private final Consumer<Entry> each;
        private final MessageDigest digest = sha256();
        private long number;

        private Reading(Path file, BufferedReader lines, Consumer<Entry> each) {
            this.file = file;
            this.lines = lines;
            this.each = each;
        }

        private Instant read() throws IOException {
            String first = lines.readLine();
            Instant taken = head(first == null ? "" : first);
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (line.startsWith("{\"records\":")) {
                    requireWhole(line);
                    return taken;
                }
                digest(line);
                each.accept(entry(line));
            }
            throw damaged("it ends after %d records, without its last line".formatted(number));
        }

        private Instant head(String line) {
            try {
                Head head = JSON.readValue(line, Head.class);
                if (head.sahutBackup != null && head.sahutBackup != VERSION) {
                    throw new CommandFailure(
                            "%s is a backup of version %d; this program reads version %d"
                                    .formatted(file, head.sahutBackup, VERSION));
                }
                if (head.sahutBackup != null && head.takenAt != null) {
                    digest(line);
                    return Instant.parse(head.takenAt);
                }
            } catch (JacksonException | DateTimeException e) {
                throw new CommandFailure("%s is no backup of sahut's".formatted(file), e);
            }
            throw new CommandFailure("%s is no backup of sahut's".formatted(file));
        }

        private Entry entry(String text) {
            try {
                Line line = JSON.readValue(text, Line.class);
                if (line.kind != null && line.key != null && line.value != null) {
                    return new Entry(
                            line.kind,
                            line.partition,
                            FROM.decode(line.key),
                            FROM.decode(line.value));
                }
            } catch (JacksonException | IllegalArgumentException e) {
                throw damaged("record %d is none".formatted(number));
            }
            throw damaged("record %d is none".formatted(number));
        }

        private void requireWhole(String line) throws IOException {
            Tail tail;
            try {
                tail = JSON.readValue(line, Tail.class);
            } catch (JacksonException e) {
                throw damaged("its last line is cut off");
            }
            boolean isSame =
                    tail.records == number - 1
                            && HexFormat.of().formatHex(digest.digest()).equals(tail.sha256);
            if (!isSame) {
                throw damaged("what it holds is not what its last line says");
            }
            if (lines.readLine() != null) {
                throw damaged("it goes on behind its last line");
            }
        }

        private void digest(String line) {
            digest.update((line + "\n").getBytes(UTF_8));
        }

        private CommandFailure damaged(String how) {
            return new CommandFailure("%s is damaged: %s".formatted(file, how));
        }
    }
}
