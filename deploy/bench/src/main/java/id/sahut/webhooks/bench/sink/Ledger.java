package id.sahut.webhooks.bench.sink;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Every delivery id that arrived, with what came of it: some 40 bytes each, so that millions fit.
/// Safe for any thread.
final class Ledger {

    private static final int MAX_ATTEMPTS = 7;
    private static final int ACCEPTED = 1 << 7;

    private Ids ids = new Ids(0);
    private long[] refusedAt = new long[ids.slots()];

    /// A bit for each attempt seen, and one for a 2xx given.
    private byte[] seen = new byte[ids.slots()];

    private long repeats;

    /// What is known of a delivery when a POST of it arrives.
    ///
    /// @param repeated this attempt was seen before, or the delivery was accepted already
    /// @param refusedAtMicros when an earlier attempt was last refused; 0 if none was
    record Before(boolean repeated, long refusedAtMicros) {}

    /// A POST has arrived.
    ///
    /// @param id `dlv_` and 32 hexadecimal digits
    /// @param attempt 1 to 7
    synchronized Before arrived(CharSequence id, int attempt) {
        Ids.check(id);
        if (attempt < 1 || attempt > MAX_ATTEMPTS) {
            throw new IllegalArgumentException("attempt " + attempt + " of " + id);
        }
        if (ids.isFull()) {
            grow();
        }
        int slot = ids.add(Ids.upper(id), Ids.lower(id));
        int bit = 1 << (attempt - 1);
        boolean repeated = (seen[slot] & (bit | ACCEPTED)) != 0;
        if (repeated) {
            repeats++;
        }
        seen[slot] |= (byte) bit;
        return new Before(repeated, refusedAt[slot]);
    }

    /// One that was forgotten meanwhile stays so.
    synchronized void accepted(CharSequence id) {
        int slot = ids.find(id);
        if (ids.isTaken(slot)) {
            seen[slot] |= (byte) ACCEPTED;
        }
    }

    /// One that was forgotten meanwhile stays so.
    synchronized void refused(CharSequence id, long atMicros) {
        int slot = ids.find(id);
        if (ids.isTaken(slot)) {
            refusedAt[slot] = atMicros;
        }
    }

    synchronized int size() {
        return ids.size();
    }

    synchronized long repeats() {
        return repeats;
    }

    synchronized void clear() {
        ids = new Ids(0);
        refusedAt = new long[ids.slots()];
        seen = new byte[ids.slots()];
        repeats = 0;
    }

    /// Writes for each id its two halves, and whether it was accepted.
    synchronized void writeTo(Path file) throws IOException {
        try (var out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeInt(ids.size());
            for (int slot = 0; slot < ids.slots(); slot++) {
                if (ids.isTaken(slot)) {
                    out.writeLong(ids.high(slot));
                    out.writeLong(ids.low(slot));
                    out.writeBoolean((seen[slot] & ACCEPTED) != 0);
                }
            }
        }
    }

    private void grow() {
        var larger = new Ids(ids.slots());
        long[] largerRefusedAt = new long[larger.slots()];
        byte[] largerSeen = new byte[larger.slots()];
        for (int slot = 0; slot < ids.slots(); slot++) {
            if (ids.isTaken(slot)) {
                int to = larger.add(ids.high(slot), ids.low(slot));
                largerRefusedAt[to] = refusedAt[slot];
                largerSeen[to] = seen[slot];
            }
        }
        ids = larger;
        refusedAt = largerRefusedAt;
        seen = largerSeen;
    }
}
