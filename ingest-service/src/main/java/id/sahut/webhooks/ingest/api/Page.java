package id.sahut.webhooks.ingest.api;

import java.util.List;
import java.util.Optional;

/// Which part of a list is asked for. Immutable.
///
/// @param number 1 for the first
/// @param size how many entries a page has
record Page(int number, int size) {

    private static final int DEFAULT_SIZE = 25;
    private static final int MAX_SIZE = 100;
    static final String SIZE_ALLOWED = "per_page must be a number from 1 to " + MAX_SIZE;

    private static final int MAX_NUMBER = 1_000_000;

    /// What came of reading the query.
    sealed interface Reading {
        record Readable(Page page) implements Reading {}

        record Unreadable(String why) implements Reading {}
    }

    static Reading read(Optional<String> page, Optional<String> perPage) {
        Optional<Integer> number = number(page.orElse("1"), MAX_NUMBER);
        if (number.isEmpty()) {
            return new Reading.Unreadable("page must be a number from 1 to " + MAX_NUMBER);
        }
        Optional<Integer> size = size(perPage);
        if (size.isEmpty()) {
            return new Reading.Unreadable(SIZE_ALLOWED);
        }
        return new Reading.Readable(new Page(number.get(), size.get()));
    }

    /// How many entries a page is to have; empty when that is not [#SIZE_ALLOWED].
    static Optional<Integer> size(Optional<String> perPage) {
        return number(perPage.orElse("" + DEFAULT_SIZE), MAX_SIZE);
    }

    /// All of a list that is short by nature.
    static Page whole(int total) {
        return new Page(1, Math.max(DEFAULT_SIZE, total));
    }

    /// This page of the whole list; empty after the last one.
    <T> List<T> of(List<T> all) {
        return all.stream().skip((long) (number - 1) * size).limit(size).toList();
    }

    /// How many pages there are of `total` entries.
    int count(int total) {
        return (total + size - 1) / size;
    }

    private static Optional<Integer> number(String text, int max) {
        return Optional.of(text)
                .filter(it -> it.matches("\\d{1,9}"))
                .map(Integer::valueOf)
                .filter(it -> it >= 1 && it <= max);
    }
}
