package id.sahut.webhooks.ingest.wish;

import java.util.function.Function;

/// What came of reading what somebody wants. Immutable.
///
/// @param <T> the wish
public sealed interface Reading<T> {

    record Accepted<T>(T wish) implements Reading<T> {}

    /// Not JSON, a required member is missing, or one has the wrong type.
    ///
    /// @param why what was wrong and what is allowed, for the customer
    record Malformed<T>(String why) implements Reading<T> {}

    /// Readable, but nothing that can be done.
    ///
    /// @param why what was wrong and what is allowed, for the customer
    record Invalid<T>(String why) implements Reading<T> {}

    /// Reads on, unless something was wrong already.
    default <R> Reading<R> then(Function<T, Reading<R>> next) {
        return switch (this) {
            case Accepted<T>(T wish) -> next.apply(wish);
            case Malformed<T>(String why) -> new Malformed<>(why);
            case Invalid<T>(String why) -> new Invalid<>(why);
        };
    }
}
