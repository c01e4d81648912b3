package id.sahut.webhooks.ingest.history;

import id.sahut.webhooks.common.id.DeliveryId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/// A history that somebody else keeps, to be asked: for a command line. Safe for any thread.
public final class HistoryReader implements AutoCloseable {

    private final Database database;
    private final HistoryQuestions questions;

    private HistoryReader(Database database) {
        this.database = database;
        this.questions = new HistoryQuestions(database);
    }

    /// @throws HistoryUnreadable when it is not there, or can't be opened
    public static HistoryReader open(HistorySettings settings) throws HistoryUnreadable {
        Optional<Path> file = Database.file(settings.url());
        if (file.isPresent() && Files.notExists(file.get())) {
            throw new HistoryUnreadable(
                    "there is no history at %s: sahut.history.url says where it is"
                            .formatted(file.get().toAbsolutePath()));
        }
        return new HistoryReader(Database.toRead(settings));
    }

    public DeliveryPage deliveries(DeliveryQuestion question) throws HistoryUnreadable {
        return ask(() -> questions.deliveries(question));
    }

    /// The delivery of an id: of two that somebody wrote by hand, either.
    public Optional<RecordedDelivery> find(DeliveryId id) throws HistoryUnreadable {
        return ask(() -> questions.find(id, _ -> true));
    }

    public List<RecordedAttempt> attempts(RecordedDelivery delivery) throws HistoryUnreadable {
        return ask(() -> questions.attempts(delivery));
    }

    @Override
    public void close() {
        database.close();
    }

    private interface Question<T> {
        T ask() throws SQLException;
    }

    private static <T> T ask(Question<T> question) throws HistoryUnreadable {
        try {
            return question.ask();
        } catch (SQLException e) {
            throw new HistoryUnreadable("the history can't be read: " + e.getMessage(), e);
        }
    }
}
