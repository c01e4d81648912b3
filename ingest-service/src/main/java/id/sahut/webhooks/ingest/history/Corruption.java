package id.sahut.webhooks.ingest.history;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// Tells whether a database file is beyond use. Stateless.
final class Corruption {

    private Corruption() {}

    static boolean isShownBy(SQLException failure) {
        int code = failure.getErrorCode() & 0xff; // the rest of an extended code says where
        return failure instanceof SQLiteException
                && (code == SQLiteErrorCode.SQLITE_CORRUPT.code
                        || code == SQLiteErrorCode.SQLITE_NOTADB.code);
    }
}
