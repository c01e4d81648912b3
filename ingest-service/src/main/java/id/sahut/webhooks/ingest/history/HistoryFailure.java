package id.sahut.webhooks.ingest.history;

import id.sahut.webhooks.common.ops.LoopEnd;
import java.sql.SQLException;

/// The database does not do what it should. Immutable.
final class HistoryFailure extends LoopEnd {

    private static final long serialVersionUID = 1;

    HistoryFailure(SQLException cause) {
        super(String.valueOf(cause.getMessage()), cause);
    }
}
