package id.sahut.webhooks.bench.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class BooksTest {

    private static final String ACCEPTED = "dlv_" + "a".repeat(32);
    private static final String REFUSED = "dlv_" + "b".repeat(32);
    private static final String MISSING = "dlv_" + "c".repeat(32);

    @TempDir private Path folder;

    private final Ledger ledger = new Ledger();

    @BeforeEach
    void oneDeliveryWasAcceptedAndOneWasNot() {
        ledger.arrived(ACCEPTED, 1);
        ledger.accepted(ACCEPTED);
        ledger.arrived(REFUSED, 1);
        ledger.refused(REFUSED, 1);
    }

    @Test
    void booksBalanceWhenAllIsThatMustBeAndNothingElse() {
        var books = books();
        books.mustBeAccepted(ACCEPTED);
        books.mustHaveArrived(REFUSED);
        books.mayHaveArrived(MISSING);
        assertThat(books.problems()).isEmpty();
        assertThat(books.lost()).isZero();
    }

    @Test
    void aDeliveryThatNeverArrivedIsLost() {
        var books = books();
        books.mustBeAccepted(ACCEPTED);
        books.mustBeAccepted(MISSING);
        books.mayHaveArrived(REFUSED);
        assertThat(books.problems())
                .containsExactly("run: 1 of 2 deliveries lost, such as " + MISSING);
        assertThat(books.lost()).isEqualTo(1);
    }

    @Test
    void aDeliveryThatArrivedAndWasNotAcceptedIsLostWhereItHadToBe() {
        var books = books();
        books.mustBeAccepted(ACCEPTED);
        books.mustBeAccepted(REFUSED);
        assertThat(books.problems())
                .containsExactly("run: 1 of 2 deliveries lost, such as " + REFUSED);
    }

    @Test
    void aDeliveryThatNobodySentIsAProblem() {
        var books = books();
        books.mustBeAccepted(ACCEPTED);
        assertThat(books.problems())
                .containsExactly("run: deliveries that nobody sent, such as " + REFUSED);
    }

    @Test
    void aRepeatIsAProblem() {
        ledger.arrived(ACCEPTED, 2);
        var books = books();
        books.mustBeAccepted(ACCEPTED);
        books.mayHaveArrived(REFUSED);
        assertThat(books.problems())
                .containsExactly("run: 1 POSTs made again though nothing explains it");
    }

    @Test
    void ofManyThatAreLostThreeAreNamed() {
        var books = books();
        books.mayHaveArrived(ACCEPTED);
        books.mayHaveArrived(REFUSED);
        for (int i = 0; i < 1_000; i++) {
            books.mustBeAccepted(Ids.text(1, i + 1));
        }
        assertThat(books.problems())
                .singleElement()
                .asString()
                .startsWith("run: 1,000 of 1,000 deliveries lost")
                .contains(Ids.text(1, 3))
                .doesNotContain(Ids.text(1, 4));
    }

    private Books books() {
        try {
            Path file = folder.resolve("ledger");
            ledger.writeTo(file);
            return new Books(
                    "run",
                    Arrived.in(file),
                    new Snapshot.Count(2, ledger.size(), ledger.repeats(), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
