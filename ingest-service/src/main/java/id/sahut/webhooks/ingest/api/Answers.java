package id.sahut.webhooks.ingest.api;

import id.sahut.webhooks.ingest.http.Answer;
import id.sahut.webhooks.ingest.wish.Reading;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/// Answers that several routes give alike. Stateless.
final class Answers {

    private Answers() {}

    /// The page of a list that the query asks for.
    ///
    /// @param shown an entry as it is told
    static <T> Answer list(
            List<T> all, Optional<String> page, Optional<String> perPage, Function<T, ?> shown) {
        return switch (Page.read(page, perPage)) {
            case Page.Reading.Unreadable(String why) -> Answer.badRequest(why);
            case Page.Reading.Readable(Page wanted) ->
                    page(wanted.of(all).stream().map(shown).toList(), wanted, all.size());
        };
    }

    /// One page of a list.
    static Answer page(List<?> data, Page page, int total) {
        var meta = new LinkedHashMap<String, Object>();
        meta.put("total", total);
        meta.put("page", page.number());
        meta.put("per_page", page.size());
        meta.put("total_pages", page.count(total));
        var body = new LinkedHashMap<String, Object>();
        body.put("data", data);
        body.put("meta", meta);
        return Answer.json(200, body);
    }

    /// What is wrong with a wish, or what comes of it.
    static <T> Answer to(Reading<T> reading, Function<T, Answer> accepted) {
        return switch (reading) {
            case Reading.Malformed<T>(String why) -> Answer.badRequest(why);
            case Reading.Invalid<T>(String why) -> Answer.invalid(why);
            case Reading.Accepted<T>(T wish) -> accepted.apply(wish);
        };
    }

    /// A change that Kafka did not acknowledge in time.
    static Answer unconfirmed() {
        return Answer.unavailable(
                "The change could not be confirmed and may or may not have been made: look before"
                        + " you try again");
    }
}
