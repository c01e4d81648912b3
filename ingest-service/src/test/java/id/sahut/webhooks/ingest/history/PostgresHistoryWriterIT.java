package id.sahut.webhooks.ingest.history;

import static org.assertj.core.api.Assumptions.assumeThat;

import id.sahut.webhooks.testing.TestPostgres;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

final class PostgresHistoryWriterIT extends HistoryWriterCases {

    private static final AtomicLong DATABASES = new AtomicLong();

    private static Optional<TestPostgres> server = Optional.empty();

    @BeforeAll
    static void start() {
        Optional<Path> programs = TestPostgres.installed();
        if (programs.isEmpty()) {
            System.err.println("no PostgreSQL is installed: the history is not tested on one");
        }
        server = programs.map(TestPostgres::start);
    }

    @AfterAll
    static void stop() {
        server.ifPresent(TestPostgres::close);
    }

    @Override
    Database open() throws SQLException {
        assumeThat(server).as("PostgreSQL is installed").isPresent();
        TestPostgres postgres = server.orElseThrow();
        return Database.open(
                new HistorySettings(
                        postgres.database("history" + DATABASES.incrementAndGet()),
                        Optional.of(postgres.user()),
                        Optional.empty(),
                        Duration.ofDays(7)));
    }
}
