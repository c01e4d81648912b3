package id.sahut.webhooks.standalone.backup;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import id.sahut.webhooks.standalone.command.CommandFailure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupFileTest {

    private static final Instant NOW = Instant.parse("2026-11-28T08:00:00Z");
    private static final List<Entry> ENTRIES =
            List.of(
                    new Entry(
                            "webhooks", 3, bytes("wh_1"), bytes("{\"url\":\"https://a.example\"}")),
                    new Entry("api-keys", 0, new byte[] {1, (byte) 0xff}, new byte[0]));

    @TempDir private Path folder;
    private Path file;

    @BeforeEach
    void write() {
        file = folder.resolve("sahut.backup");
        assertThat(BackupFile.write(file, NOW, ENTRIES::forEach)).isEqualTo(2);
    }

    @Test
    void whatIsWrittenIsRead() {
        assertThat(read()).isEqualTo(ENTRIES);
    }

    @Test
    void itIsItsOwnersAlone() throws IOException {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(folder).isDirectoryNotContaining("glob:**.unfinished");
    }

    @Test
    void nothingIsWrittenOver() {
        assertThatThrownBy(() -> BackupFile.write(file, NOW, _ -> {}))
                .isInstanceOf(CommandFailure.class)
                .hasMessage("%s is there already: a backup is written over nothing", file);
        assertThat(read()).isEqualTo(ENTRIES);
    }

    @Test
    void whereAnythingGoesWrongThereIsNone() {
        Path other = folder.resolve("other");
        assertThatThrownBy(() ->
                        BackupFile.write(
                                other,
                                NOW,
                                _ -> {
                                    throw new IllegalStateException("Kafka went away");
                                }))
                .hasMessage("Kafka went away");
        assertThat(folder.toFile().list()).containsExactly("sahut.backup");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void oneThatWasCutOffIsNotRead(int kept) throws IOException {
        Files.write(file, Files.readAllLines(file).subList(0, kept + 1));
        assertThatThrownBy(this::read)
                .hasMessageContaining(
                        "is damaged: it ends after %d records, without its last line", kept);
    }

    @Test
    void oneThatWasCutOffInALineIsNotRead() throws IOException {
        String text = Files.readString(file);
        Files.writeString(file, text.substring(0, text.length() - 20));
        assertThatThrownBy(this::read).hasMessageContaining("is damaged: its last line is cut off");
        Files.writeString(file, text.substring(0, text.indexOf("partition")));
        assertThatThrownBy(this::read).hasMessageContaining("is damaged: record 1 is none");
    }

    @Test
    void oneThatSomebodyHasChangedIsNotRead() throws IOException {
        String text = Files.readString(file);
        Files.writeString(file, text.replace("\"partition\":3", "\"partition\":4"));
        assertThatThrownBy(this::read)
                .hasMessageContaining("is damaged: what it holds is not what its last line says");
        Files.writeString(file, text + "\n");
        assertThatThrownBy(this::read)
                .hasMessageContaining("is damaged: it goes on behind its last line");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "hello", "{\"sahut_backup\":1}", "[1]"})
    void whatIsNoBackupIsNotRead(String text) throws IOException {
        Files.writeString(file, text);
        assertThatThrownBy(this::read)
                .isInstanceOf(CommandFailure.class)
                .hasMessage("%s is no backup of sahut's", file);
    }

    @Test
    void oneOfALaterVersionSaysSo() throws IOException {
        Files.writeString(
                file, Files.readString(file).replace("\"sahut_backup\":1", "\"sahut_backup\":2"));
        assertThatThrownBy(this::read)
                .hasMessage("%s is a backup of version 2; this program reads version 1", file);
    }

    private List<Entry> read() {
        var read = new ArrayList<Entry>();
        assertThat(BackupFile.read(file, read::add)).isEqualTo(NOW);
        return read;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
