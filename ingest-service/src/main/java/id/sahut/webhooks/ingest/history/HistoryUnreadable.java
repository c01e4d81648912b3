package id.sahut.webhooks.ingest.history;

/// A history can't be read; the message is one line for whoever asked.
public final class HistoryUnreadable extends Exception {

    private static final long serialVersionUID = 1;

    HistoryUnreadable(String message) {
        super(message);
    }

    HistoryUnreadable(String message, Throwable cause) {
        super(message, cause);
    }
}
