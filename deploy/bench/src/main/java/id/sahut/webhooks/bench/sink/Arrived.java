package id.sahut.webhooks.bench.sink;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A ledger read back, to be ticked off: some 25 bytes a delivery. Confined to the run's thread.
final class Arrived {

    private static final byte ACCEPTED = 1;
    private static final byte TICKED = 2;

    private final Ids ids;
    private final byte[] marks;

    private Arrived(int size) {
        this.ids = new Ids(size);
        this.marks = new byte[ids.slots()];
    }

    /// @param ledger as [Ledger#writeTo] writes it
    static Arrived in(Path ledger) {
        try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(ledger)))) {
            int size = in.readInt();
            var arrived = new Arrived(size);
            for (int i = 0; i < size; i++) {
                int slot = arrived.ids.add(in.readLong(), in.readLong());
                arrived.marks[slot] = in.readBoolean() ? ACCEPTED : 0;
            }
            return arrived;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ticks a delivery off.
    ///
    /// @return whether it has arrived
    boolean tick(String id) {
        int slot = ids.find(id);
        if (!ids.isTaken(slot)) {
            return false;
        }
        marks[slot] |= TICKED;
        return true;
    }

    boolean isAccepted(String id) {
        int slot = ids.find(id);
        return ids.isTaken(slot) && (marks[slot] & ACCEPTED) != 0;
    }

    /// Those that nobody has ticked off.
    Stream<String> unticked() {
        return IntStream.range(0, ids.slots())
                .filter(slot -> ids.isTaken(slot) && (marks[slot] & TICKED) == 0)
                .mapToObj(slot -> Ids.text(ids.high(slot), ids.low(slot)));
    }
}
