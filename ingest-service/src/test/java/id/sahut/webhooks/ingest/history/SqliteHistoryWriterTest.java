package id.sahut.webhooks.ingest.history;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.common.id.EventId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SqliteHistoryWriterTest extends HistoryWriterCases {

    private final AtomicLong files = new AtomicLong();

    @TempDir private Path folder;

    @Test
    void nothingOfAPayloadIsInTheFile() throws SQLException, IOException {
        var random = new Random(7);
        try (var database = open()) {
            for (int i = 0; i < 100; i++) {
                write(
                        database,
                        Life.any(random, WEBHOOK, new EventId("evt_" + i), PUBLISHED).records());
            }
        }

        try (var all = Files.list(folder)) {
            for (Path file : all.toList()) {
                assertThat(new String(Files.readAllBytes(file), ISO_8859_1))
                        .doesNotContain(Life.PHONE);
            }
        }
    }

    @Test
    void theFileIsItsOwnersAlone() throws SQLException, IOException {
        try (var _ = open()) {
            assertThat(Files.getPosixFilePermissions(folder.resolve("h1.db")))
                    .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        }
    }

    @Override
    Database open() throws SQLException {
        return Database.open(
                new HistorySettings(
                        "jdbc:sqlite:" + folder.resolve("h" + files.incrementAndGet() + ".db"),
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofDays(7)));
    }
}
