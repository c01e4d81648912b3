package id.sahut.webhooks.bench.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import id.sahut.webhooks.bench.load.Deliveries;
import id.sahut.webhooks.bench.load.Fleet;
import id.sahut.webhooks.common.delivery.Delivery;
import id.sahut.webhooks.common.delivery.DeliveryRecords;
import id.sahut.webhooks.common.id.DeliveryId;
import id.sahut.webhooks.common.id.EventId;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

class ForwardedBooksTest {

    private final Fleet fleet = Fleet.ofOneEach("books", 2);
    private final Deliveries parked = new Deliveries(fleet, "run", 3);
    private final ForwardedBooks books = new ForwardedBooks(parked);

    @Test
    void booksBalanceWhenEachWasHandedOnOnceInWhateverOrder() {
        enter("evt_run2", parked.id(2));
        enter("evt_run0", parked.id(0));
        enter("evt_run1", parked.id(1));

        assertThat(books.problems()).isEmpty();
    }

    @Test
    void oneThatWasNotHandedOnIsLost() {
        enter("evt_run0", parked.id(0));
        enter("evt_run2", parked.id(2));

        assertThat(books.problems())
                .containsExactly("1 of 3 parked deliveries lost, such as " + parked.id(1).value());
    }

    @Test
    void oneThatWasHandedOnTwiceIsFound() {
        for (int number : new int[] {0, 1, 1, 2}) {
            enter("evt_run" + number, parked.id(number));
        }

        assertThat(books.problems()).containsExactly("1 deliveries handed on again");
    }

    @Test
    void whatNobodyParkedIsFound() {
        for (int number = 0; number < 3; number++) {
            enter("evt_run" + number, parked.id(number));
        }
        enter("evt_run3", parked.id(3));
        enter("evt_other1", parked.id(1));
        enter("evt_run1", parked.id(2));

        assertThat(books.problems()).containsExactly("3 records handed on that nobody parked");
    }

    private void enter(String event, DeliveryId id) {
        var written =
                DeliveryRecords.write(
                        "due",
                        Delivery.first(
                                fleet.id(0),
                                id,
                                new EventId(event),
                                "message.created",
                                fleet.workspace(0).value(),
                                Instant.EPOCH,
                                Optional.empty(),
                                new byte[1]));
        var read = new ConsumerRecord<>("due", 0, 0, written.key(), written.value());
        written.headers().forEach(read.headers()::add);
        books.enter(read);
    }
}
