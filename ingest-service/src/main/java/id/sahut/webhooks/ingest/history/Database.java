package id.sahut.webhooks.ingest.history;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;

/// The database, with its tables as they should be: one connection that writes, a few that are
/// asked. Safe for any thread.
final class Database implements AutoCloseable {

    private static final int READERS = 4;
    private static final Duration READER_WAIT = Duration.ofSeconds(2);
    private static final String MIGRATIONS_TABLE = "history_schema";

    /// Waits as long for whoever has locked the file.
    private static final int BUSY_MS = 5_000;

    /// SQLite's cache for whoever writes, in KiB: most of what is changed is young, but ids are
    /// spread all over their index.
    private static final int WRITER_CACHE_KB = 48 * 1024;

    private static final int READER_CACHE_KB = 4 * 1024;

    /// Pages of 4 KiB that the log may grow to before they are put where they belong.
    private static final int WAL_PAGES = 4_000;

    private final Kind kind;
    private final Optional<Connection> writer;
    private final HikariDataSource readers;

    private Database(Kind kind, Optional<Connection> writer, HikariDataSource readers) {
        this.kind = kind;
        this.writer = writer;
        this.readers = readers;
    }

    /// Opens the database, and makes or changes its tables where they are not what they should be.
    ///
    /// @throws SQLException with what is wrong
    static Database open(HistorySettings settings) throws SQLException {
        Kind kind =
                Kind.of(settings.url())
                        .orElseThrow(() -> new SQLException("no database is at " + settings.url()));
        file(settings.url()).ifPresent(Database::make);
        var login = new Properties();
        settings.user().ifPresent(it -> login.setProperty("user", it));
        settings.password().ifPresent(it -> login.setProperty("password", it));
        if (kind == Kind.POSTGRESQL) {
            login.setProperty("reWriteBatchedInserts", "true");
            login.setProperty("connectTimeout", "5");
            login.setProperty("socketTimeout", "30");
            login.setProperty("ApplicationName", "sahut-history");
        }
        Connection writer = DriverManager.getConnection(settings.url(), login);
        try {
            if (kind == Kind.SQLITE) {
                prepare(writer);
            }
            migrate(kind, settings);
            return new Database(kind, Optional.of(writer), readers(kind, settings));
        } catch (SQLException | RuntimeException e) {
            writer.close();
            throw e;
        }
    }

    /// One that somebody else writes; it is there, and its tables are.
    static Database toRead(HistorySettings settings) {
        Kind kind = Kind.of(settings.url()).orElseThrow();
        return new Database(kind, Optional.empty(), readers(kind, settings));
    }

    /// The file, where it is one.
    static Optional<Path> file(String url) {
        return Kind.of(url)
                .filter(it -> it == Kind.SQLITE)
                .map(it -> {
                    String path = url.substring(it.prefix().length());
                    int query = path.indexOf('?');
                    return Path.of(query < 0 ? path : path.substring(0, query));
                });
    }

    Kind kind() {
        return kind;
    }

    /// The one that writes; not to be closed.
    Connection writer() {
        return writer.orElseThrow();
    }

    /// One to ask; to be closed.
    Connection reader() throws SQLException {
        return readers.getConnection();
    }

    @Override
    public void close() {
        readers.close();
        try {
            if (writer.isPresent()) {
                writer.get().close();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the history's database could not be closed", e);
        }
    }

    /// The file is its owner's alone: the start of every endpoint's answer is in it.
    private static void make(Path file) {
        Path whole = file.toAbsolutePath();
        try {
            Path folder = whole.getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            if (Files.notExists(whole)) {
                Files.createFile(whole, ownerOnly(whole));
            }
        } catch (IOException e) {
            throw new IllegalStateException(
                    "the history's file %s can't be made: %s".formatted(whole, e), e);
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

    private static void prepare(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = " + BUSY_MS);
            statement.execute("PRAGMA journal_mode = WAL");
            statement.execute("PRAGMA synchronous = NORMAL");
            statement.execute("PRAGMA wal_autocheckpoint = " + WAL_PAGES);
            statement.execute("PRAGMA cache_size = -" + WRITER_CACHE_KB);
            statement.execute("PRAGMA secure_delete = FAST");
        }
    }

    private static void migrate(Kind kind, HistorySettings settings) throws SQLException {
        try {
            Flyway.configure()
                    .dataSource(
                            settings.url(),
                            settings.user().orElse(null),
                            settings.password().orElse(null))
                    .locations(kind.migrations())
                    .table(MIGRATIONS_TABLE)
                    .baselineOnMigrate(true)
                    .baselineVersion("0")
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new SQLException(
                    "the history's tables could not be made: " + e.getMessage(), cause(e));
        }
    }

    private static Throwable cause(FlywayException failure) {
        Throwable cause = failure;
        while (cause.getCause() != null && !(cause instanceof SQLException)) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static HikariDataSource readers(Kind kind, HistorySettings settings) {
        var config = new HikariConfig();
        config.setPoolName("history-readers");
        config.setJdbcUrl(settings.url());
        settings.user().ifPresent(config::setUsername);
        settings.password().ifPresent(config::setPassword);
        config.setMaximumPoolSize(READERS);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(READER_WAIT.toMillis());
        config.setInitializationFailTimeout(-1);
        if (kind == Kind.SQLITE) {
            config.setConnectionInitSql(
                    "PRAGMA busy_timeout = %d; PRAGMA cache_size = -%d; PRAGMA query_only = 1"
                            .formatted(BUSY_MS, READER_CACHE_KB));
        } else {
            config.setReadOnly(true);
            config.addDataSourceProperty("connectTimeout", "2");
            config.addDataSourceProperty("socketTimeout", "10");
            config.addDataSourceProperty("options", "-c statement_timeout=5000");
        }
        return new HikariDataSource(config);
    }
}
