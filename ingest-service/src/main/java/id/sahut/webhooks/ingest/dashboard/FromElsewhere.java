package id.sahut.webhooks.ingest.dashboard;

import id.sahut.webhooks.ingest.http.Visitor;
import java.util.Optional;

/// Tells whether a form was sent by another site's page. Stateless.
///
/// Browsers say so themselves; what is no browser says nothing, and nobody can make it send
/// anything.
final class FromElsewhere {

    private FromElsewhere() {}

    static boolean is(Visitor visitor) {
        Optional<String> site = visitor.header("Sec-Fetch-Site");
        if (site.isPresent()) {
            return !site.get().equals("same-origin") && !site.get().equals("none");
        }
        // Over plain http to another host than localhost, browsers name only the origin.
        return visitor.header("Origin")
                .filter(origin ->
                        visitor.header("Host").filter(it -> origin.endsWith("://" + it)).isEmpty())
                .isPresent();
    }
}
